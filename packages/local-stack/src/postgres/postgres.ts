import { execFile } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { Client } from 'pg'
import type { ServiceSpec } from '../supervise.ts'
import { postgresBinaries } from './binaries.ts'
import { stopOrphanPostmaster } from './orphan-postmaster.ts'
import { makePrivateFolder, type PostgresUser, postgresUser } from './postgres-user.ts'

export type PostgresOptions = {
  /** The cluster's folder; made by initdb when absent. */
  clusterDir: string
  port: number
  /** Of the superuser `postgres`. Fixed when the cluster is made. */
  password: string
  /** False only for tests: no fsync, so a power cut may lose data. */
  durable: boolean
  /** Inherited environment for the server. */
  env: Readonly<Record<string, string | undefined>>
}

export type LocalPostgres = {
  spec: ServiceSpec
  /** URL of the superuser to one database of the cluster. */
  adminUrl: (database: string) => string
}

const run = promisify(execFile)

/**
 * Readies a PostgreSQL cluster to be started by a supervisor: stops an orphan of a killed parent, makes the cluster once.
 * It listens on 127.0.0.1 only, with no unix socket.
 */
export async function preparePostgres(options: PostgresOptions): Promise<LocalPostgres> {
  const binaries = postgresBinaries()
  const user = postgresUser([binaries.postgres, options.clusterDir])
  await stopOrphanPostmaster(options.clusterDir)
  if (!existsSync(join(options.clusterDir, 'PG_VERSION'))) await initialise(options, user)
  const adminUrl = (database: string) =>
    `postgresql://postgres:${encodeURIComponent(options.password)}@127.0.0.1:${options.port}/${database}`
  return {
    adminUrl,
    spec: {
      name: 'postgres',
      ...user.wrap(binaries.postgres, serverArgs(options)),
      env: { ...options.env, LC_ALL: 'C' },
      // Fast shutdown: sessions are ended, a checkpoint is written.
      stopSignal: 'SIGINT',
      stopTimeoutMs: 20_000,
      ready: () => answers(adminUrl('postgres')),
      readyTimeoutMs: 60_000,
    },
  }
}

function serverArgs(options: PostgresOptions): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    shared_buffers: '256MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(options.durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return ['-D', options.clusterDir, '-p', String(options.port), ...flags]
}

/** initdb into a folder beside and then a rename: a kill in between leaves no half cluster that looks whole. */
async function initialise(options: PostgresOptions, user: PostgresUser): Promise<void> {
  const draft = `${options.clusterDir}.new`
  const passwordFile = `${options.clusterDir}.password`
  try {
    mkdirSync(dirname(draft), { recursive: true })
    writeFileSync(passwordFile, options.password, { mode: 0o600 })
    if (user.ids !== null) chownSync(passwordFile, user.ids.uid, user.ids.gid)
    rmSync(draft, { recursive: true, force: true })
    makePrivateFolder(draft, user)
    const { command, args, user: ids } = user.wrap(postgresBinaries().initdb, initdbArgs(draft, passwordFile, options))
    await run(command, args, { ...ids, cwd: dirname(draft), env: { ...options.env, LC_ALL: 'C' } })
    renameSync(draft, options.clusterDir)
  } catch (error) {
    throw new Error(`The PostgreSQL cluster ${options.clusterDir} could not be made`, { cause: error })
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

function initdbArgs(folder: string, passwordFile: string, options: PostgresOptions): string[] {
  // The same encoding and order of text on every machine, whatever its locale.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const access = ['--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256']
  return [`--pgdata=${folder}`, ...locale, ...access, ...(options.durable ? [] : ['--no-sync'])]
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 1_000 })
  // The server may close the connection while it starts up; the poll asks again.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end()
  }
}
