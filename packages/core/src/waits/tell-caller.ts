import type { Queries } from '@patchbay/db/database'
import { type SQL, sql } from 'drizzle-orm'

/**
 * Common table expression, in the statement that ends a run: lets go of the step that called it and waits for it. `ended`
 * has the run's `parent_…` columns.
 */
export const tellCaller: SQL = sql`told AS (
      UPDATE step_run s SET release_requested_at = now() FROM ended
      WHERE ended.parent_waits AND s.run_id = ended.parent_run_id AND s.node = ended.parent_node
        AND s.iteration = ended.parent_iteration AND s.generation = ended.parent_generation AND s.state = 'waiting'
    )`

/** Runs that a cancelled one waited for are asked to stop, in case the message to them was lost. */
export async function stopCalled(tx: Queries, runId: string): Promise<void> {
  // One that ends by itself just now is locked by whoever ends it, and needs no cancel.
  await tx.execute(sql`
    UPDATE run SET cancel_requested_at = now(), cancel_requested_by = 'the run that called it', epoch = epoch + 1,
      lease_id = NULL, leased_until = NULL, state = CASE state WHEN 'queued' THEN 'running' ELSE state END
    WHERE id IN (
      SELECT c.id FROM run c
      WHERE c.parent_run_id = ${runId} AND c.parent_waits AND c.finished_at IS NULL AND c.cancel_requested_at IS NULL
      FOR UPDATE SKIP LOCKED)`)
}
