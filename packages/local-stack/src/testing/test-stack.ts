import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inheritedEnvironment, parseLocalStackEnv, resolveCacheDir } from '../env.ts'
import { readLivePidFile, stopOrphans, writePidFile } from '../pid-files.ts'
import { findFreePorts, temporalPorts } from '../ports.ts'
import { stopOrphanPostmaster } from '../postgres/orphan-postmaster.ts'
import { preparePostgres } from '../postgres/postgres.ts'
import { ensureRoles } from '../postgres/roles.ts'
import { createSupervisor } from '../supervise.ts'
import { ensureTemporalBinaries } from '../temporal/binaries.ts'
import { prepareTemporal } from '../temporal/temporal.ts'
import type { TestPostgres, TestTemporal } from './test-stack-protocol.ts'

export type TestStack = {
  postgres: () => Promise<TestPostgres>
  temporal: () => Promise<TestTemporal>
  stop: () => Promise<void>
}

const ROOT = join(tmpdir(), 'patchbay-tests')

/** One PostgreSQL and one Temporal for a test run, in a temporary folder of its own, started at first use. */
export function createTestStack(): TestStack {
  mkdirSync(ROOT, { recursive: true, mode: 0o755 })
  const dir = mkdtempSync(join(ROOT, 'run-'))
  const runDir = join(dir, 'run')
  const supervisor = createSupervisor({ runDir, logDir: join(dir, 'logs') })
  writePidFile(runDir, { name: 'owner', pid: process.pid, stopSignal: 'SIGTERM' })
  // A run that is broken off still ends its servers; its folder goes with the next run.
  process.once('exit', supervisor.abandon)
  const secret = () => randomBytes(16).toString('hex')
  const passwords = { postgres: secret(), patchbay_owner: secret(), patchbay_app: secret(), temporal: secret() }
  const env = inheritedEnvironment()

  const startPostgres = once(async () => {
    await sweepAbandonedRuns()
    const [port = 0] = await findFreePorts(1)
    const options = { clusterDir: join(dir, 'postgres'), port, password: passwords.postgres, durable: false, env }
    const postgres = await preparePostgres(options)
    await supervisor.start(postgres.spec)
    await ensureRoles(postgres.adminUrl('postgres'), passwords)
    return { port, adminUrl: postgres.adminUrl }
  })

  const startTemporal = once(async () => {
    const cacheDir = resolveCacheDir(parseLocalStackEnv(env))
    const [binaries, postgres] = await Promise.all([ensureTemporalBinaries({ cacheDir, env }), startPostgres()])
    const temporal = await prepareTemporal({
      binaries,
      configDir: join(dir, 'temporal'),
      ports: temporalPorts(await findFreePorts(8)),
      postgres: { ...postgres, password: passwords.temporal },
      env,
    })
    await supervisor.start(temporal.spec)
    return { address: temporal.address }
  })

  return {
    async postgres() {
      const postgres = await startPostgres()
      return {
        adminUrl: postgres.adminUrl('postgres'),
        ownerPassword: passwords.patchbay_owner,
        appPassword: passwords.patchbay_app,
      }
    },
    temporal: startTemporal,
    async stop() {
      process.off('exit', supervisor.abandon)
      await supervisor.stopAll()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** Ends what a killed test run left behind, and removes its folder. */
async function sweepAbandonedRuns(): Promise<void> {
  for (const name of readdirSync(ROOT)) {
    const dir = join(ROOT, name)
    if (readLivePidFile(join(dir, 'run'), 'owner') !== null) continue
    await stopOrphans(join(dir, 'run'), ['temporal', 'postgres'])
    await stopOrphanPostmaster(join(dir, 'postgres'))
    rmSync(dir, { recursive: true, force: true })
  }
}

function once<T>(start: () => Promise<T>): () => Promise<T> {
  let started: Promise<T> | null = null
  return () => {
    started ??= start()
    return started
  }
}
