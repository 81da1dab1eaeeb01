import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { sql } from 'drizzle-orm'
import { runStateAfter } from './run-state-after.ts'
import type { RunTarget } from './run-target.ts'

/**
 * Shows what a run waits for that has changed hands: its steps are held as before and write nothing anew, so that it
 * would stay shown, and be counted, as at work.
 */
export async function refreshRunState(db: Database, target: RunTarget): Promise<void> {
  await inWorkspace(db, target.workspaceId, (tx) =>
    tx.execute(sql`
      UPDATE run SET state = ${runStateAfter('running', sql`false`)}
      WHERE id = ${target.runId} AND epoch = ${target.epoch} AND finished_at IS NULL AND cancel_requested_at IS NULL
        AND paused_at IS NULL`),
  )
}
