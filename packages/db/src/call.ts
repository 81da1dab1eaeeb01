import type { QueryResultRow } from 'pg'
import type { Database } from './database.ts'
import { prepared } from './prepared.ts'

/** Calls one of the named functions that may cross workspaces. */
export async function call<Row extends QueryResultRow>(db: Database, text: string, values: unknown[]): Promise<Row[]> {
  const result = await db.pool.query<Row>(prepared({ text, values }))
  return result.rows
}
