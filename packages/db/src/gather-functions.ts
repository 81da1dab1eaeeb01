import { call } from './call.ts'
import type { Database } from './database.ts'

export type DueGather = { id: string; workspaceId: string }

/** Gathers to be closed now, of all workspaces. */
export async function findDueGathers(db: Database, limit: number): Promise<DueGather[]> {
  return call<DueGather>(db, `SELECT id, workspace_id AS "workspaceId" FROM find_due_gathers($1)`, [limit])
}

/** Rows removed; call again while it is not zero. */
export async function purgeGathers(db: Database, limit: number): Promise<number> {
  const rows = await call<{ removed: number }>(db, 'SELECT purge_gathers($1) AS removed', [limit])
  return rows[0]?.removed ?? 0
}
