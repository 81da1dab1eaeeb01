import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { inheritedEnvironment } from '../env.ts'
import { findFreePorts } from '../ports.ts'
import { processIdentity } from '../process-identity.ts'
import { createSupervisor, type Supervisor } from '../supervise.ts'
import { type PostgresOptions, preparePostgres } from './postgres.ts'
import { withClient } from './roles.ts'

let dir = ''
let options: PostgresOptions
let supervisor: Supervisor

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'patchbay-postgres-'))
  const [port = 0] = await findFreePorts(1)
  const clusterDir = join(dir, 'cluster')
  options = { clusterDir, port, password: 'secret', durable: true, env: inheritedEnvironment() }
  supervisor = createSupervisor({ runDir: join(dir, 'run'), logDir: join(dir, 'logs') })
})

afterEach(async () => {
  await supervisor.stopAll()
  rmSync(dir, { recursive: true, force: true })
})

/** Starts the cluster from another process, inserts a row, kills that process, and answers with the orphan's pid. */
async function orphan(): Promise<number> {
  const program = `
    const { preparePostgres } = await import(${JSON.stringify(new URL('./postgres.ts', import.meta.url).href)})
    const { createSupervisor } = await import(${JSON.stringify(new URL('../supervise.ts', import.meta.url).href)})
    const { withClient } = await import(${JSON.stringify(new URL('./roles.ts', import.meta.url).href)})
    const supervisor = createSupervisor({ runDir: ${JSON.stringify(join(dir, 'run'))}, logDir: ${JSON.stringify(dir)} })
    const postgres = await preparePostgres(${JSON.stringify(options)})
    await supervisor.start(postgres.spec)
    await withClient(postgres.adminUrl('postgres'), (c) => c.query('create table kept as select 42 as answer'))
    console.log(supervisor.pids().postgres)
    setInterval(() => {}, 1000)`
  const parent = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: inheritedEnvironment(),
  })
  const pid = await new Promise<number>((resolve, reject) => {
    parent.stdout.once('data', (chunk) => resolve(Number(String(chunk))))
    parent.once('exit', () => reject(new Error('the parent ended before PostgreSQL ran')))
  })
  await new Promise((resolve) => {
    parent.removeAllListeners('exit')
    parent.once('exit', resolve)
    parent.kill('SIGKILL')
  })
  return pid
}

test('a postmaster that outlived its killed parent is stopped, and nothing committed is lost', async () => {
  const pid = await orphan()
  expect(processIdentity(pid)).not.toBeNull()

  const postgres = await preparePostgres(options)
  expect(processIdentity(pid)).toBeNull()
  await supervisor.start(postgres.spec)
  const kept = await withClient(postgres.adminUrl('postgres'), (client) => client.query('select answer from kept'))
  expect(kept.rows).toEqual([{ answer: 42 }])
})

test('the server takes connections on 127.0.0.1 only, with a password only', async () => {
  const postgres = await preparePostgres(options)
  await supervisor.start(postgres.spec)
  const settings = await withClient(postgres.adminUrl('postgres'), (client) =>
    client.query(
      "select name, setting from pg_settings where name in ('listen_addresses', 'unix_socket_directories', 'fsync')",
    ),
  )
  expect(Object.fromEntries(settings.rows.map((row) => [row.name, row.setting]))).toEqual({
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'on',
  })
  const wrong = postgres.adminUrl('postgres').replace('secret', 'guess')
  await expect(withClient(wrong, (client) => client.query('select 1'))).rejects.toThrow('password')
})
