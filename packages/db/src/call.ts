import type { QueryResultRow } from 'pg'
import type { Database } from './database.ts'

/** Calls one of the named functions that may cross workspaces. */
export async function call<Row extends QueryResultRow>(db: Database, text: string, values: unknown[]): Promise<Row[]> {
  const result = await db.pool.query<Row>(text, values)
  return result.rows
}
