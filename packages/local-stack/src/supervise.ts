import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { endProcess, type PidRecord, removePidFile, sendSignal, writePidFile } from './pid-files.ts'
import { waitUntil } from './wait-until.ts'

/** One long-running process. */
export type ServiceSpec = {
  name: string
  command: string
  args: readonly string[]
  cwd?: string
  env: Readonly<Record<string, string | undefined>>
  /** User and group to run as (POSIX, needs root). */
  user?: { uid: number; gid: number }
  stopSignal: PidRecord['stopSignal']
  /** After this the whole process group gets SIGKILL. */
  stopTimeoutMs: number
  /** True once the service answers. Polled. */
  ready: () => Promise<boolean>
  readyTimeoutMs: number
}

export type SupervisorEvent =
  | { kind: 'started'; name: string; pid: number }
  | { kind: 'crashed'; name: string; code: number | null; signal: NodeJS.Signals | null; retryInMs: number }
  /** A restart that could not be made: the disk is full, a folder has gone. */
  | { kind: 'unstarted'; name: string; reason: string; retryInMs: number }
  | { kind: 'stopped'; name: string }

export type SupervisorOptions = {
  /** Pid files go here, so that a later start finds what a killed one left. */
  runDir: string
  /** One log file a service. */
  logDir: string
  onEvent?: (event: SupervisorEvent) => void
}

export type Supervisor = {
  /** Starts a service and waits for its readiness; from then on a crash is followed by a restart. Rejects with the end of its log when it dies first. */
  start: (spec: ServiceSpec) => Promise<void>
  /** Stops one service for good. */
  stop: (name: string) => Promise<void>
  /** Stops all, the last started first; nothing can be started after it. */
  stopAll: () => Promise<void>
  /** Pids of the living, by name. */
  pids: () => Record<string, number>
  /** Sends a signal to a service as a failure test does; it is restarted if it dies of it. False when it is not running. */
  kill: (name: string, signal: NodeJS.Signals) => boolean
  /** Last resort for an `exit` handler: signals all at once, waits for none. */
  abandon: () => void
}

const FIRST_BACKOFF_MS = 100
const LAST_BACKOFF_MS = 5_000
/** A service that lived this long gets the first, short backoff again. */
const STEADY_AFTER_MS = 30_000
const LOG_ROTATE_BYTES = 20_000_000

type Service = {
  spec: ServiceSpec
  child: ChildProcess | null
  record: PidRecord | null
  startedAt: number
  backoffMs: number
  wanted: boolean
  retry: NodeJS.Timeout | null
}

/** Runs processes in groups of their own, so that a Ctrl-C in the terminal reaches only the parent and the order of stopping holds. */
export function createSupervisor(options: SupervisorOptions): Supervisor {
  mkdirSync(options.runDir, { recursive: true })
  mkdirSync(options.logDir, { recursive: true })
  const services = new Map<string, Service>()
  const emit = options.onEvent ?? (() => undefined)
  let closed = false

  function launch(service: Service): void {
    const { spec } = service
    const child = spawnLogged(spec, options.logDir)
    service.child = child
    service.startedAt = Date.now()
    child.once('error', () => handleExit(service, child, null, null))
    child.once('exit', (code, signal) => handleExit(service, child, code, signal))
    if (child.pid === undefined) return
    try {
      service.record = writePidFile(options.runDir, { name: spec.name, pid: child.pid, stopSignal: spec.stopSignal })
    } catch (error) {
      // After a kill -9 of ours nobody would find it: rather none than one like that.
      service.child = null
      sendSignal(-child.pid, 'SIGKILL')
      throw error
    }
    emit({ kind: 'started', name: spec.name, pid: child.pid })
  }

  function handleExit(service: Service, child: ChildProcess, code: number | null, signal: NodeJS.Signals | null): void {
    if (service.child !== child) return
    service.child = null
    forget(service)
    if (!service.wanted) return
    if (Date.now() - service.startedAt > STEADY_AFTER_MS) service.backoffMs = FIRST_BACKOFF_MS
    const retryInMs = launchLater(service)
    emit({ kind: 'crashed', name: service.spec.name, code, signal, retryInMs })
  }

  function launchLater(service: Service): number {
    const retryInMs = service.backoffMs
    service.backoffMs = Math.min(retryInMs * 2, LAST_BACKOFF_MS)
    service.retry = setTimeout(() => relaunch(service), retryInMs)
    return retryInMs
  }

  /** Nobody else looks after the others: whatever keeps this one from starting, it is tried again. */
  function relaunch(service: Service): void {
    try {
      launch(service)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      emit({ kind: 'unstarted', name: service.spec.name, reason, retryInMs: launchLater(service) })
    }
  }

  function forget({ spec }: Service): void {
    try {
      removePidFile(options.runDir, spec.name)
    } catch {
      // It stays: a file of a process that is gone misleads nobody.
    }
  }

  async function stopService(service: Service): Promise<void> {
    service.wanted = false
    if (service.retry !== null) clearTimeout(service.retry)
    const { child, record, spec } = service
    if (child !== null && record !== null) {
      await endProcess(record, spec.stopTimeoutMs)
      await reaped(child)
    }
    forget(service)
    services.delete(spec.name)
    emit({ kind: 'stopped', name: spec.name })
  }

  return {
    async start(spec) {
      if (closed) throw new Error(`${spec.name} was not started: everything is being stopped`)
      if (services.has(spec.name)) throw new Error(`${spec.name} runs already`)
      const service: Service = {
        spec,
        child: null,
        record: null,
        startedAt: 0,
        backoffMs: FIRST_BACKOFF_MS,
        wanted: false,
        retry: null,
      }
      services.set(spec.name, service)
      try {
        launch(service)
        await waitForReady(service)
        if (closed) throw new Error('everything is being stopped')
        service.wanted = true
        // It may have died between its answer and this line: then the restart begins here.
        if (service.child === null) launch(service)
      } catch (error) {
        await stopService(service)
        throw new Error(`${spec.name} did not start. ${describeLog(options.logDir, spec.name)}`, { cause: error })
      }
    },
    async stop(name) {
      const service = services.get(name)
      if (service !== undefined) await stopService(service)
    },
    async stopAll() {
      closed = true
      for (const service of [...services.values()].reverse()) await stopService(service)
    },
    pids() {
      const living = [...services.values()].flatMap(({ spec, child }) =>
        child?.pid === undefined ? [] : [[spec.name, child.pid] as const],
      )
      return Object.fromEntries(living)
    },
    kill(name, signal) {
      const pid = services.get(name)?.child?.pid
      return pid !== undefined && sendSignal(pid, signal)
    },
    abandon() {
      for (const { child, spec } of services.values()) {
        if (child?.pid !== undefined) sendSignal(child.pid, spec.stopSignal)
      }
    },
  }
}

/** A process that has ended is still counted by the system until its parent has heard of it. */
async function reaped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  await new Promise<void>((resolve) => child.once('exit', () => resolve()))
}

async function waitForReady(service: Service): Promise<void> {
  const { spec } = service
  let died = false
  await waitUntil(
    async () => {
      if (service.child === null) {
        died = true
        return true
      }
      return spec.ready()
    },
    { what: `${spec.name} ready`, timeoutMs: spec.readyTimeoutMs },
  )
  if (died) throw new Error(`${spec.name} ended before it was ready`)
}

function spawnLogged(spec: ServiceSpec, logDir: string): ChildProcess {
  mkdirSync(logDir, { recursive: true })
  const file = logFile(logDir, spec.name)
  if (existsSync(file) && statSync(file).size > LOG_ROTATE_BYTES) renameSync(file, `${file}.1`)
  // A file, not a pipe: when the parent is killed, a pipe would break the child at its next line.
  const log = openSync(file, 'a')
  try {
    return spawn(spec.command, [...spec.args], {
      cwd: spec.cwd,
      env: { ...spec.env },
      detached: true,
      stdio: ['ignore', log, log],
      ...spec.user,
    })
  } finally {
    closeSync(log)
  }
}

function describeLog(logDir: string, name: string): string {
  const file = logFile(logDir, name)
  if (!existsSync(file)) return `There is no ${file}.`
  const tail = readFileSync(file, 'utf8').trimEnd().split('\n').slice(-15).join('\n')
  return `The end of ${file}:\n${tail}`
}

function logFile(logDir: string, name: string): string {
  return join(logDir, `${name}.log`)
}
