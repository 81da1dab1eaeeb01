import type { Queries } from '@patchbay/db/database'
import { sql } from 'drizzle-orm'

/**
 * Lets a run go on from its checkpoints under a new epoch, inside the caller's transaction: steps that failed, were
 * skipped or cut off are to be done again; what succeeded stays. Generations stay as they are: a definite failure has
 * raised its own already, and a write that nobody knows the outcome of is sent under the same key.
 * Null when the run is not at the epoch that the caller read.
 */
export async function requeueRun(
  tx: Queries,
  run: { id: string; epoch: number },
  options: { newRound: boolean },
): Promise<{ epoch: number } | null> {
  const moved = await tx.execute<{ epoch: number }>(sql`
    UPDATE run SET epoch = epoch + 1, state = 'queued', finished_at = NULL, reason = NULL, reason_code = NULL,
      failed_step_id = NULL, cancel_requested_at = NULL, cancel_requested_by = NULL, due_at = now(), progress_at = now(),
      checked_at = now(), lease_id = NULL, leased_until = NULL, lease_count = 0,
      starts = CASE WHEN ${options.newRound} THEN 0 ELSE starts END
    WHERE id = ${run.id} AND epoch = ${run.epoch} RETURNING epoch`)
  const epoch = moved.rows[0]?.epoch
  if (epoch === undefined) return null
  await tx.execute(sql`DELETE FROM step_run WHERE run_id = ${run.id} AND state = 'skipped'`)
  if (options.newRound) {
    await tx.execute(sql`
      UPDATE step_run SET state = 'retrying', finished_at = NULL, next_try_at = NULL, round_from = attempts, port = NULL
      WHERE run_id = ${run.id} AND state IN ('failed', 'cancelled') AND coalesce(port, '') <> 'error'`)
  }
  return { epoch }
}
