import { call } from './call.ts'
import type { Database } from './database.ts'

/** Jobs of all workspaces that have something left to do, oldest first. */
export async function findBulkJobs(db: Database, limit: number): Promise<{ id: string; workspaceId: string }[]> {
  return call<{ id: string; workspaceId: string }>(
    db,
    'SELECT id, workspace_id AS "workspaceId" FROM find_bulk_jobs($1)',
    [limit],
  )
}

/** Jobs removed; call again while it is not zero. */
export async function purgeBulkJobs(db: Database, limits: { days: number; batch: number }): Promise<number> {
  const rows = await call<{ removed: number }>(db, 'SELECT purge_bulk_jobs($1, $2) AS removed', [
    limits.days,
    limits.batch,
  ])
  return rows[0]?.removed ?? 0
}
