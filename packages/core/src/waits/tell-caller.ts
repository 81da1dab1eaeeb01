import type { Queries } from '@patchbay/db/database'
import { sql } from 'drizzle-orm'

/**
 * In the transaction that ends a run: lets go of the step that called it and waits for it. Those that a cancelled run
 * itself waits for are asked to stop, in case the message to them was lost.
 */
export async function tellCaller(tx: Queries, ended: { runId: string; state: string }): Promise<void> {
  await tx.execute(sql`
    UPDATE step_run s SET release_requested_at = now() FROM run r
    WHERE r.id = ${ended.runId} AND r.parent_waits AND s.run_id = r.parent_run_id AND s.node = r.parent_node
      AND s.iteration = r.parent_iteration AND s.generation = r.parent_generation AND s.state = 'waiting'`)
  if (ended.state !== 'cancelled') return
  // One that ends by itself just now is locked by whoever ends it, and needs no cancel.
  await tx.execute(sql`
    UPDATE run SET cancel_requested_at = now(), cancel_requested_by = 'the run that called it', epoch = epoch + 1,
      lease_id = NULL, leased_until = NULL, state = CASE state WHEN 'queued' THEN 'running' ELSE state END
    WHERE id IN (
      SELECT c.id FROM run c
      WHERE c.parent_run_id = ${ended.runId} AND c.parent_waits AND c.finished_at IS NULL AND c.cancel_requested_at IS NULL
      FOR UPDATE SKIP LOCKED)`)
}
