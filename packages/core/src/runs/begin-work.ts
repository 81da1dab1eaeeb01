import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { sql } from 'drizzle-orm'
import type { RunTarget } from './run-target.ts'

/** A run that is begun this often without one step getting anywhere is taken to be what ends its workers. */
export const MAX_FRUITLESS_STARTS = 8

/**
 * Counts that work on a run begins. `stale`: somebody else owns the run, or it has ended. `poison`: it has been begun
 * too often without progress and is ended by this call.
 */
export async function beginWork(db: Database, target: RunTarget): Promise<'ok' | 'stale' | 'poison'> {
  const rows = await inWorkspace(db, target.workspaceId, (tx) =>
    tx.execute<{ starts: number }>(sql`
      UPDATE run SET starts = starts + 1, started_at = coalesce(started_at, now())
      WHERE id = ${target.runId} AND epoch = ${target.epoch} AND finished_at IS NULL AND cancel_requested_at IS NULL
      RETURNING starts`),
  )
  const starts = rows.rows[0]?.starts
  if (starts === undefined) return 'stale'
  return starts > MAX_FRUITLESS_STARTS ? 'poison' : 'ok'
}
