import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { inheritedEnvironment, resolveCacheDir } from '../env.ts'
import { lockHolder, tryLock, unlock } from '../lock.ts'
import { stopOrphans } from '../pid-files.ts'
import { describePorts, explainTakenPorts, findTakenPorts, portsFrom } from '../ports.ts'
import { stopOrphanPostmaster } from '../postgres/orphan-postmaster.ts'
import { createSupervisor } from '../supervise.ts'
import { appServices, type StackUrls } from './app-services.ts'
import { type BuildOptions, buildWebApp, buildWorkflows } from './builds.ts'
import { type Databases, migrateDatabase, startPostgres } from './databases.ts'
import { startTemporal, type TemporalAccess } from './durable-engine.ts'
import { loadSecrets } from './secrets.ts'
import type { StackContext, StackOptions } from './stack-context.ts'
import { stackEnvironment } from './stack-environment.ts'

export type { StackOptions } from './stack-context.ts'

/** One part of a start. `note` tells what it is at. */
export type StackStage = {
  title: string
  run: (note: (text: string) => void) => Promise<'done' | 'unchanged'>
}

/** A running Patchbay. */
export type Stack = {
  urls: StackUrls
  /** What every app was started with, secrets included, and DATABASE_URL (the owner), which no app gets. */
  env: Readonly<Record<string, string>>
  /** Pids of the living processes by name: postgres, temporal, sandbox, worker, worker2, ingress, web. */
  processes: () => Record<string, number>
  /** Sends a signal to one process, as a failure test does; the stack starts it again when it dies. False when it is not running just now. */
  kill: (name: string, signal: NodeJS.Signals) => boolean
  /** Stops all in order: web, ingress, worker, sandbox, Temporal, PostgreSQL. */
  stop: () => Promise<void>
}

export type StackPlan = {
  stages: readonly StackStage[]
  /** The stack, once every stage has run. */
  stack: () => Stack
  /** Pids of what has been started so far, by name. */
  processes: () => Record<string, number>
  /** Stops what has been started so far. */
  stop: () => Promise<void>
  /** Last resort for an `exit` handler: tells all to stop, waits for none. */
  abandon: () => void
}

/** Names in the order of stopping. */
const STOP_ORDER = ['web', 'ingress', 'worker2', 'worker', 'sandbox', 'temporal', 'postgres']

/** Starts everything and waits until all of it answers; what was started is stopped again when a stage fails. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const plan = planStack(options)
  try {
    for (const stage of plan.stages) await stage.run(() => undefined)
  } catch (error) {
    await plan.stop()
    throw error
  }
  return plan.stack()
}

/** The same as stages, for a caller that shows them. They must run one after the other, once. */
export function planStack(options: StackOptions): StackPlan {
  const context = createContext(options)
  let databases: Databases | null = null
  let temporal: TemporalAccess | null = null
  let env: Record<string, string> | null = null

  const stages: StackStage[] = [
    stage('Ports and data folder', () => takeDataDir(context)),
    stage('PostgreSQL', async () => {
      databases = await startPostgres(context)
    }),
    stage('Temporal', async (note) => {
      temporal = await startTemporal(context, made(databases), note)
    }),
    stage('Migrations', () => migrateDatabase(context, made(databases))),
    { title: 'Workflow bundle', run: () => buildWorkflows(buildOptions(context)) },
    ...(hasWeb(options) ? [{ title: 'Web build', run: () => buildWebApp(buildOptions(context)) }] : []),
    ...appNames(options).map((name) =>
      stage(`Start ${name}`, () => {
        env ??= stackEnvironment(context, made(databases), made(temporal))
        return startApp(context, name, env)
      }),
    ),
  ]
  return {
    stages: stages.map((each) => breakable(each, options.signal)),
    stack: () => runningStack(context, { ...made(env), DATABASE_URL: made(databases).ownerUrl }),
    processes: context.supervisor.pids,
    stop: () => stopContext(context),
    abandon: context.supervisor.abandon,
  }
}

function createContext(options: StackOptions): StackContext {
  const { dataDir, settings } = options
  const ports = portsFrom(settings.PATCHBAY_PORT)
  const onEvent = options.onEvent ?? (() => undefined)
  const runDir = join(dataDir, 'run')
  return {
    options,
    ports,
    runDir,
    lockFile: join(dataDir, 'stack.lock'),
    cacheDir: resolveCacheDir(settings),
    inherited: inheritedEnvironment(),
    secrets: () => loadSecrets(join(dataDir, 'secrets.json')),
    supervisor: createSupervisor({ runDir, logDir: join(dataDir, 'logs'), onEvent }),
    urls: {
      web: `http://localhost:${ports.web}`,
      ingress: `http://127.0.0.1:${ports.ingress}`,
      sandbox: `http://127.0.0.1:${ports.sandbox}`,
      worker: `http://127.0.0.1:${ports.workerHealth}`,
      smtp: `127.0.0.1:${ports.sandboxSmtp}`,
    },
  }
}

/** Makes this process the only one on the data folder, ends what a killed one left, and checks the ports. */
async function takeDataDir(context: StackContext): Promise<void> {
  const { dataDir, settings } = context.options
  mkdirSync(dataDir, { recursive: true })
  if (!tryLock(context.lockFile)) {
    const holder = lockHolder(context.lockFile)
    throw new Error(
      `Patchbay runs on ${dataDir} already${holder === null ? '' : ` (pid ${holder})`}. ` +
        'Stop it first, or start a second one: PATCHBAY_DATA_DIR=.patchbay-2 PATCHBAY_PORT=4000 npm start',
    )
  }
  await stopOrphans(context.runDir, STOP_ORDER)
  await stopOrphanPostmaster(join(dataDir, 'postgres'))
  const taken = await findTakenPorts(describePorts(context.ports))
  if (taken.length > 0) throw new Error(explainTakenPorts(taken, settings.PATCHBAY_PORT))
}

/** The sandbox is for trying and testing: with PATCHBAY_SANDBOX_URL set, to nothing or to another, none is started here. */
function appNames(options: StackOptions): string[] {
  const workers = options.secondWorker === true ? ['worker', 'worker2'] : ['worker']
  const apps = hasWeb(options) ? [...workers, 'ingress', 'web'] : [...workers, 'ingress']
  return options.settings.PATCHBAY_SANDBOX_URL === undefined ? ['sandbox', ...apps] : apps
}

function hasWeb(options: StackOptions): boolean {
  return options.web !== false
}

async function startApp(context: StackContext, name: string, env: Record<string, string>): Promise<void> {
  const { ports, urls } = context
  const specs = appServices({ repositoryDir: context.options.repositoryDir, ports, urls, env })
  const spec = specs.find((candidate) => candidate.name === name)
  if (spec === undefined) throw new Error(`there is no app ${name}`)
  await context.supervisor.start(spec)
}

function buildOptions({ options, inherited }: StackContext): BuildOptions {
  return { repositoryDir: options.repositoryDir, environment: inherited, signal: options.signal }
}

function runningStack(context: StackContext, env: Record<string, string>): Stack {
  const { supervisor, urls } = context
  return {
    urls,
    env,
    processes: supervisor.pids,
    kill: supervisor.kill,
    stop: () => stopContext(context),
  }
}

async function stopContext(context: StackContext): Promise<void> {
  await context.supervisor.stopAll()
  // Only the holder may open the lock: a start that was refused must not free the running one's.
  if (lockHolder(context.lockFile) === process.pid) unlock(context.lockFile)
}

function stage(title: string, run: (note: (text: string) => void) => Promise<void>): StackStage {
  return {
    title,
    async run(note) {
      await run(note)
      return 'done'
    },
  }
}

/** A start that is broken off begins no further stage. */
function breakable(each: StackStage, signal: AbortSignal | undefined): StackStage {
  return {
    title: each.title,
    run: async (note) => {
      signal?.throwIfAborted()
      return each.run(note)
    },
  }
}

function made<T>(value: T | null): T {
  if (value === null) throw new Error('stages of a start must run in their order')
  return value
}
