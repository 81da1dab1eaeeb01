import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, inject } from 'vitest'
import type { z } from 'zod'
import { withClient } from '../postgres/roles.ts'
import { connect, ensureNamespace } from '../temporal/namespace.ts'
import './global-setup.ts'
import { TestPostgres, TestTemporal } from './test-stack-protocol.ts'

export type TestDatabaseOptions = {
  /** Brings an empty database to the current schema, connected as its owner. Runs once a test run for each `key`. */
  migrate: (ownerUrl: string) => Promise<void>
  /** Changes whenever the migrations do: `hashFolder(<migrations folder>)`. */
  key: string
}

export type TestDatabase = {
  name: string
  /** Connects as `patchbay_owner`: owns the schema, passes row-level security. */
  ownerUrl: string
  /** Connects as `patchbay_app`: what the apps use, bound by row-level security. */
  appUrl: string
}

export type TestTemporalNamespace = { address: string; namespace: string }

/** PostgreSQL's first start takes 2 s; Temporal's binaries may have to be built first. */
const POSTGRES_LIMIT_MS = 120_000
const TEMPORAL_LIMIT_MS = 20 * 60_000

/**
 * A fresh, migrated database for this test file, dropped after it. Call at the top level of a file (or a describe); read
 * the URLs inside tests or hooks. Clients should be closed in afterAll; those that are not are cut off.
 */
export function useDatabase(options: TestDatabaseOptions): Readonly<TestDatabase> {
  const held = useResource(() => createTestDatabase(options), dropTestDatabase, POSTGRES_LIMIT_MS)
  return {
    get name() {
      return held().name
    },
    get ownerUrl() {
      return held().ownerUrl
    },
    get appUrl() {
      return held().appUrl
    },
  }
}

/** The address of the run's Temporal server and a namespace of this test file's own, ready for workflows. */
export function useTemporal(): Readonly<TestTemporalNamespace> {
  const held = useResource(createTestNamespace, async () => undefined, TEMPORAL_LIMIT_MS)
  return {
    get address() {
      return held().address
    },
    get namespace() {
      return held().namespace
    },
  }
}

/** A fresh, migrated database, cloned from a template in about 50 ms. For tests that need several; drop it when done. */
export async function createTestDatabase(options: TestDatabaseOptions): Promise<TestDatabase> {
  const postgres = await askStack('/postgres', TestPostgres)
  const template = `template_${createHash('sha256').update(options.key).digest('hex').slice(0, 20)}`
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await withClient(postgres.adminUrl, async (client) => {
    // One file at a time makes the template; the rest find it made.
    await client.query('select pg_advisory_lock(hashtext($1))', [template])
    const found = await client.query('select 1 from pg_database where datname = $1', [template])
    if (found.rowCount === 0) await makeTemplate(postgres, template, options.migrate)
    await client.query(`create database ${name} template ${template} owner patchbay_owner`)
    await client.query('select pg_advisory_unlock(hashtext($1))', [template])
  })
  return { name, ...urlsOf(postgres, name) }
}

export async function dropTestDatabase(database: Pick<TestDatabase, 'name'>): Promise<void> {
  const postgres = await askStack('/postgres', TestPostgres)
  await withClient(postgres.adminUrl, (client) => client.query(`drop database if exists ${database.name} with (force)`))
}

/** A namespace of its own, ready for workflows. */
export async function createTestNamespace(): Promise<TestTemporalNamespace> {
  const { address } = await askStack('/temporal', TestTemporal)
  const namespace = `test-${randomUUID()}`
  const connection = await connect({ address })
  try {
    await ensureNamespace(connection, namespace)
  } finally {
    await connection.close()
  }
  return { address, namespace }
}

/** A hash of every file's path and content in a folder, for TestDatabaseOptions.key. */
export function hashFolder(folder: string): string {
  const hash = createHash('sha256')
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }).sort(byPath)) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    hash.update(path.slice(folder.length)).update('\0').update(readFileSync(path)).update('\0')
  }
  return hash.digest('hex')
}

async function makeTemplate(
  postgres: TestPostgres,
  template: string,
  migrate: TestDatabaseOptions['migrate'],
): Promise<void> {
  const draft = `${template}_draft`
  await withClient(postgres.adminUrl, async (client) => {
    await client.query(`drop database if exists ${draft} with (force)`)
    await client.query(`create database ${draft} owner patchbay_owner`)
    await migrate(urlsOf(postgres, draft).ownerUrl)
    await client.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()',
      [draft],
    )
    await client.query(`alter database ${draft} rename to ${template}`)
  })
}

function urlsOf(postgres: TestPostgres, database: string): Pick<TestDatabase, 'ownerUrl' | 'appUrl'> {
  const as = (user: string, password: string) => {
    const url = new URL(postgres.adminUrl)
    url.username = user
    url.password = password
    url.pathname = `/${database}`
    return url.href
  }
  return {
    ownerUrl: as('patchbay_owner', postgres.ownerPassword),
    appUrl: as('patchbay_app', postgres.appPassword),
  }
}

/** Makes a resource before the tests of this file and frees it after; the result reads it, and says so when read too early. */
function useResource<T>(make: () => Promise<T>, free: (value: T) => Promise<unknown>, limitMs: number): () => T {
  let held: { value: T } | null = null
  beforeAll(async () => {
    held = { value: await make() }
  }, limitMs)
  afterAll(async () => {
    if (held !== null) await free(held.value)
    held = null
  }, POSTGRES_LIMIT_MS)
  return () => {
    if (held === null) throw new Error('useDatabase() and useTemporal() can be read only inside tests and hooks')
    return held.value
  }
}

async function askStack<S extends z.ZodType>(path: '/postgres' | '/temporal', schema: S): Promise<z.infer<S>> {
  const base = inject('patchbayTestStack')
  if (base === undefined) {
    throw new Error('No test stack: name the file *.int.test.ts and use the preset of @patchbay/config/vitest')
  }
  const response = await fetch(`${base}${path}`, { signal: AbortSignal.timeout(TEMPORAL_LIMIT_MS) })
  if (!response.ok) throw new Error(`the test stack could not start ${path}: ${await response.text()}`)
  return schema.parse(await response.json())
}

function byPath(a: { parentPath: string; name: string }, b: { parentPath: string; name: string }): number {
  return join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1
}
