import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { sql } from 'drizzle-orm'
import type { RunTarget, StepPlace } from './run-target.ts'

export type RunEnd = {
  state: 'succeeded' | 'failed' | 'cancelled'
  reasonCode: string | null
  /** With a failed step: how the sentence begins; the step's own reason ends it. */
  reason: string | null
  failedStepId: string | null
  /** Steps that will not run. */
  skipped: (StepPlace & { kind: string })[]
}

/**
 * Ends a run: its final state, the steps that were skipped, and an honest word on those that were cut off. False when
 * another epoch owns the run or it has ended already.
 *
 * A cancel raises the epoch to shut out new effects, so the workflow that carries it out still holds the one before.
 */
export async function finishRun(db: Database, target: RunTarget, end: RunEnd): Promise<boolean> {
  const result = await inWorkspace(db, target.workspaceId, (tx) =>
    tx.execute<{ id: string }>(sql`
      WITH ended AS (
        UPDATE run SET
          state = CASE WHEN cancel_requested_at IS NOT NULL AND ${end.state} <> 'succeeded' THEN 'cancelled' ELSE ${end.state} END,
          reason_code = CASE WHEN cancel_requested_at IS NOT NULL AND ${end.state} <> 'succeeded' THEN 'cancelled' ELSE ${end.reasonCode} END,
          reason = CASE WHEN cancel_requested_at IS NOT NULL AND ${end.state} <> 'succeeded'
            THEN 'Cancelled by ' || coalesce(cancel_requested_by, 'someone') || '. What had been done stays done.'
            WHEN ${end.failedStepId}::text IS NOT NULL THEN ${end.reason}::text || coalesce(': ' || (
              SELECT s.error ->> 'message' FROM step_run s
              WHERE s.run_id = run.id AND s.step_id = ${end.failedStepId} AND s.state = 'failed'
              ORDER BY s.finished_at DESC LIMIT 1), '.')
            ELSE ${end.reason} END,
          failed_step_id = ${end.failedStepId}, finished_at = now(), progress_at = now(), lease_id = NULL, leased_until = NULL
        WHERE id = ${target.runId} AND finished_at IS NULL
          AND (epoch = ${target.epoch} OR (cancel_requested_at IS NOT NULL AND epoch = ${target.epoch} + 1))
        RETURNING id, workspace_id, epoch
      ), cut AS (
        UPDATE step_run s SET state = 'cancelled', finished_at = now(), next_try_at = NULL,
          notes = CASE WHEN s.sent_at IS NOT NULL
            THEN jsonb_build_array('The run ended while a call was under way. Nobody knows whether it was applied: look there.')
            ELSE s.notes END
        FROM ended WHERE s.run_id = ended.id AND s.finished_at IS NULL
      ), withdrawn AS (
        UPDATE decision d SET state = 'withdrawn', decided_at = now() FROM ended WHERE d.run_id = ended.id AND d.state = 'open'
      ), tries AS (
        UPDATE attempt a SET outcome = 'aborted', finished_at = now() FROM ended WHERE a.run_id = ended.id AND a.outcome IS NULL
      ), passed AS (
        INSERT INTO step_run (id, workspace_id, run_id, node, step_id, iteration, kind, state, epoch, finished_at)
        SELECT gen_random_uuid(), ended.workspace_id, ended.id, p.node, p.step_id, p.iteration, p.kind, 'skipped', ended.epoch, now()
        FROM ended, jsonb_to_recordset(${JSON.stringify(
          end.skipped.map((place) => ({
            node: place.node,
            step_id: place.stepId,
            iteration: place.iteration,
            kind: place.kind,
          })),
        )}::jsonb) AS p (node int, step_id text, iteration text, kind text)
        ON CONFLICT DO NOTHING
      )
      SELECT id FROM ended`),
  )
  return result.rows.length === 1
}
