import type { Queries } from '@patchbay/db/database'
import { run as runs } from '@patchbay/db/schema'
import type { Plan } from '@patchbay/flow/plan'
import { eq, type SQL, sql } from 'drizzle-orm'
import { callers, HELD_KEY } from '../waits/callers.ts'
import { loadRunPlan } from './load-run-plan.ts'
import { loadTaken } from './load-taken.ts'
import { resetRepeats } from './reset-repeats.ts'
import { resetSteps } from './reset-steps.ts'
import { type LeftAlone, resetUndone } from './reset-undone.ts'
import { NOTHING_TAKEN } from './taken-failures.ts'

/** What a person wants done again, whatever came of it. */
type Again = { plan: Plan; nodes: ReadonlySet<number>; by: string }

/**
 * Lets a run go on from its checkpoints under a new epoch, inside the caller's transaction: steps that failed, were
 * skipped or cut off are to be done again; what succeeded stays, unless it was undone; and so does what a frame took and
 * the run went on after, but for what stands in a frame with a node that is wanted `again`: those nodes are taken back.
 * Generations stay as they are: a definite failure has raised its own already, and a write that nobody knows the outcome
 * of is sent under the same key. Without a new round it only changes hands: a run that undoes goes on undoing. `lost`:
 * nobody wanted that; what spoke against the run before still does, and its work counts as failing from now on.
 * Null when the run is not at the epoch that the caller read.
 */
export async function requeueRun(
  tx: Queries,
  run: { id: string; epoch: number },
  options: { newRound: boolean; lost?: boolean; again?: Again | undefined },
): Promise<{ epoch: number } | null> {
  const own = needsOwnTurn(run.id)
  // While the run and its steps still say how it ended.
  const left = options.newRound ? await leftAlone(tx, run.id, options.again?.nodes) : null
  const moved = await tx.execute<{ epoch: number }>(sql`
    UPDATE run SET epoch = epoch + 1, state = 'queued', finished_at = NULL, reason = NULL, reason_code = NULL,
      failed_step_id = NULL, cancel_requested_at = NULL, cancel_requested_by = NULL, cancel_undoes = false,
      order_key = CASE WHEN ${own} THEN lent_key ELSE order_key END, lent_key = CASE WHEN ${own} THEN NULL ELSE lent_key END,
      order_at = CASE WHEN ${own} THEN accepted_at ELSE order_at END,
      due_at = now(), progress_at = now(), checked_at = now(), lease_id = NULL, leased_until = NULL, lease_count = 0,
      paused_at = NULL, paused_by = NULL, resume_requested_at = NULL,
      unwinding_at = CASE WHEN ${options.newRound} THEN NULL ELSE unwinding_at END,
      unwinding_by = CASE WHEN ${options.newRound} THEN NULL ELSE unwinding_by END,
      starts = CASE WHEN ${options.lost === true} THEN starts ELSE 0 END,
      failing_since = CASE WHEN ${options.lost === true} THEN coalesce(failing_since, now()) END
    WHERE id = ${run.id} AND epoch = ${run.epoch} RETURNING epoch`)
  const epoch = moved.rows[0]?.epoch
  if (epoch === undefined) return null
  if (options.again !== undefined) await resetSteps(tx, { id: run.id, plan: options.again.plan }, options.again)
  // An undo that was made before keeps its row: the next one needs another key.
  await tx.execute(
    sql`DELETE FROM step_run WHERE run_id = ${run.id} AND state = 'skipped' AND port IS NULL AND attempts = 0`,
  )
  if (left !== null) {
    // In a new round nothing is undone until a scope fails again.
    await tx.execute(
      sql`UPDATE step_run SET undo_begun_at = NULL WHERE run_id = ${run.id} AND undo_begun_at IS NOT NULL`,
    )
    await tx.execute(sql`
      UPDATE step_run SET state = 'retrying', finished_at = NULL, round_from = attempts, port = NULL,
        next_try_at = CASE WHEN sent_at IS NOT NULL THEN next_try_at END
      WHERE run_id = ${run.id} AND state IN ('failed', 'cancelled') AND coalesce(port, '') <> 'error'
        AND NOT (id = ANY(${sql.param(left.steps)}::uuid[]))`)
    await resetRepeats(tx, run.id)
    await resetUndone(tx, run.id, left)
  }
  return { epoch }
}

/** What frames took: their failed and cut off steps, and all else in them. */
async function leftAlone(
  tx: Queries,
  runId: string,
  again?: ReadonlySet<number>,
): Promise<LeftAlone & { steps: string[] }> {
  const [owner] = await tx.select().from(runs).where(eq(runs.id, runId))
  const plan = owner === undefined ? null : await loadRunPlan(tx, owner)
  if (owner === undefined || plan === null) return { taken: NOTHING_TAKEN, inside: [], steps: [] }
  const { taken, rows } = await loadTaken(tx, { run: owner, plan, again })
  return {
    taken,
    inside: rows.flatMap((row) => (taken.holds(row) ? [row.id] : [])),
    steps: rows.flatMap((row) => (taken.leaves(row) === null ? [] : [row.id])),
  }
}

/** A called run that went along with the turn of its callers, who have given it on since: it gets in line by itself. */
const needsOwnTurn = (runId: string): SQL => sql`(lent_key IS NOT NULL AND finished_at IS NOT NULL AND NOT EXISTS (
  WITH RECURSIVE ${callers(runId)} SELECT 1 FROM own WHERE ${HELD_KEY} = run.lent_key))`
