import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import { Pool } from 'pg'
import type * as schema from './schema/index.ts'

/** A pool of connections as the apps' role. Nothing outside this package runs a query on it: see `inWorkspace`. */
export type Database = { readonly pool: Pool }

export type Queries = NodePgDatabase<typeof schema>

export function openDatabase(url: string, options: { maxConnections?: number; name?: string } = {}): Database {
  const pool = new Pool({
    connectionString: url,
    max: options.maxConnections ?? 10,
    application_name: options.name ?? 'patchbay',
    connectionTimeoutMillis: 10_000,
    pipeline: true,
  })
  // A connection that breaks while it is idle must not end the process: the next query gets a fresh one or an error.
  pool.on('error', () => undefined)
  return { pool }
}

export async function closeDatabase(db: Database): Promise<void> {
  await db.pool.end()
}
