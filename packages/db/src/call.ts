import type { QueryResultRow } from 'pg'
import type { Database } from './database.ts'
import { prepared } from './prepared.ts'

/**
 * In a FROM: the statement's transaction does not wait for the disk. For what is done again, or looked for anyway, should
 * PostgreSQL itself go down in that moment and lose it.
 */
export const MAY_BE_LOST = `set_config('synchronous_commit', 'off', true) AS may_be_lost`

/** Calls one of the named functions that may cross workspaces. */
export async function call<Row extends QueryResultRow>(db: Database, text: string, values: unknown[]): Promise<Row[]> {
  const result = await db.pool.query<Row>(prepared({ text, values }))
  return result.rows
}
