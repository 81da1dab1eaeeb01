import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import { Pool } from 'pg'
import { LARGE_VALUES, type LargeValues } from './object-store.ts'

/**
 * A pool of connections as the apps' role, and what becomes of values too large for a row. Nothing outside this package
 * runs a query on the pool: see `inWorkspace`.
 */
export type Database = { readonly pool: Pool; readonly large: LargeValues }

/** Without the tables' relations: working those out anew for each transaction took a quarter of a worker's time. */
export type Queries = NodePgDatabase

export type DatabaseOptions = {
  maxConnections?: number
  name?: string
  large?: LargeValues
  /**
   * For who asks the same few statements all day: each is planned once a connection. PostgreSQL would go on planning our
   * long ones for every call, because it takes planning to cost next to nothing.
   */
  planOnce?: boolean
}

const SETTINGS = [
  // Compiling a plan takes longer than any of our statements.
  'jit=off',
  // Who stands still in a transaction, or has gone without a word, must not keep its locks from the others.
  'idle_in_transaction_session_timeout=60000',
  'tcp_keepalives_idle=30',
  'tcp_keepalives_interval=10',
  'tcp_keepalives_count=3',
]

export function openDatabase(url: string, options: DatabaseOptions = {}): Database {
  const pool = new Pool({
    connectionString: url,
    max: options.maxConnections ?? 10,
    application_name: options.name ?? 'patchbay',
    connectionTimeoutMillis: 10_000,
    pipeline: true,
    keepAlive: true,
    // Left out, the system's own two hours hold: a connection whose other end has vanished would be lent out till then.
    keepAliveInitialDelayMillis: 10_000,
    options: [...SETTINGS, ...(options.planOnce ? ['plan_cache_mode=force_generic_plan'] : [])]
      .map((setting) => `-c ${setting}`)
      .join(' '),
  })
  // A connection that breaks while it is idle must not end the process: the next query gets a fresh one or an error.
  pool.on('error', () => undefined)
  // Nor one that is lent out, or breaks with the very bytes that made it ready, before its borrower has it in hand. The
  // pool lends none again that has broken.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return { pool, large: options.large ?? LARGE_VALUES }
}

export async function closeDatabase(db: Database): Promise<void> {
  await db.pool.end()
}
