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

/**
 * Runs that a cancelled one waited for are asked to stop as it stops itself, in case the message to them was lost. One that
 * undoes already is left to it.
 */
export async function stopCalled(tx: Queries, runId: string): Promise<void> {
  // Whoever holds one may be ending it and wait for its caller's steps: it is not waited for here. What only wrote
  // something at this moment is found by `take_left_called`.
  await tx.execute(sql`
    UPDATE run SET cancel_requested_at = now(), cancel_requested_by = 'the run that called it', epoch = epoch + 1,
      cancel_undoes = (SELECT p.unwinding_at IS NOT NULL FROM run p WHERE p.id = ${runId}),
      lease_id = NULL, leased_until = NULL, state = CASE state WHEN 'queued' THEN 'running' ELSE state END
    WHERE id IN (
      SELECT c.id FROM run c
      WHERE c.parent_run_id = ${runId} AND c.parent_waits AND c.finished_at IS NULL AND c.cancel_requested_at IS NULL
        AND c.unwinding_at IS NULL
      FOR UPDATE SKIP LOCKED)`)
}
