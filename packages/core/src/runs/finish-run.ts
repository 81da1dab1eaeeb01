import type { Database, Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import type { RunState } from '@patchbay/db/schema'
import { sql } from 'drizzle-orm'
import { stopCalled, tellCaller } from '../waits/tell-caller.ts'
import { cutOpenSteps } from './cut-open-steps.ts'
import type { RunTarget, StepPlace } from './run-target.ts'
import { tellCancel } from './tell-cancel.ts'

export type RunEnd = {
  state: 'succeeded' | 'failed' | 'cancelled'
  reasonCode: string | null
  /** With a failed step: how the sentence begins; the step's own reason ends it. */
  reason: string | null
  failedStepId: string | null
  /** Steps that will not run. */
  skipped: (StepPlace & { kind: string })[]
  /**
   * Of whoever carries out a cancel: another one may have done so just now, and then the same epoch undoes and is not to
   * be ended.
   */
  onlyCancels?: boolean
  /** The caller of its webhook waits, and is told of the end if the flow has not answered. */
  answers?: boolean
}

/**
 * `ended`: now, or by somebody before. `othersWait`: runs of its workspace are queued and may start now. `unwinding`: it
 * goes on, to undo. `stale`: another epoch owns it, and it goes on.
 */
export type Finished =
  | { ended: true; state: RunState; othersWait: boolean }
  | { ended: false; next: 'unwinding' | 'stale' }

/**
 * Ends a run: its final state, the steps that were skipped, and an honest word on those that were cut off. A run that
 * was cancelled with the wish to undo does not end here: it goes back to the queue and undoes.
 *
 * A cancel raises the epoch to shut out new effects, so the workflow that carries it out still holds the one before.
 */
export async function finishRun(db: Database, target: RunTarget, end: RunEnd): Promise<Finished> {
  return inWorkspace(db, target.workspaceId, async (tx): Promise<Finished> => {
    const ended = await endNow(tx, target, end)
    if (ended !== null) {
      const { state } = ended
      if (state === 'cancelled') await tellCancel(tx, target.runId)
      if (state === 'cancelled') await stopCalled(tx, target.runId)
      return { ended: true, ...ended }
    }
    if (await beginUnwinding(tx, target)) {
      await stopCalled(tx, target.runId)
      return { ended: false, next: 'unwinding' }
    }
    const left = await tx.execute<{ state: RunState; over: boolean }>(
      sql`SELECT state, finished_at IS NOT NULL AS over FROM run WHERE id = ${target.runId}`,
    )
    const row = left.rows[0]
    return row?.over ? { ended: true, state: row.state, othersWait: true } : { ended: false, next: 'stale' }
  })
}

/** Whose it is to end: the epoch of the run, or the one before when a cancel has raised it. */
const owned = (target: RunTarget) =>
  sql`id = ${target.runId} AND finished_at IS NULL
      AND (epoch = ${target.epoch} OR (cancel_requested_at IS NOT NULL AND epoch = ${target.epoch} + 1))`

type Ended = { state: RunEnd['state']; othersWait: boolean }

async function endNow(tx: Queries, target: RunTarget, end: RunEnd): Promise<Ended | null> {
  // Undoing is what its cancel was for: it ends as cancelled, whatever came of it.
  const cancelled = sql`((cancel_requested_at IS NOT NULL AND ${end.state} <> 'succeeded') OR unwinding_at IS NOT NULL)`
  const result = await tx.execute<Ended>(sql`
    WITH ended AS (
      UPDATE run SET
        state = CASE WHEN ${cancelled} THEN 'cancelled' ELSE ${end.state} END,
        reason_code = CASE WHEN ${cancelled} THEN 'cancelled' ELSE ${end.reasonCode} END,
        reason = CASE WHEN ${end.failedStepId}::text IS NOT NULL THEN ${end.reason}::text || coalesce(': ' || (
            SELECT s.error ->> 'message' FROM step_run s
            WHERE s.run_id = run.id AND s.step_id = ${end.failedStepId} AND s.state = 'failed'
            ORDER BY s.finished_at DESC LIMIT 1), '.')
          ELSE ${end.reason} END,
        failed_step_id = ${end.failedStepId}, finished_at = now(), progress_at = now(), lease_id = NULL, leased_until = NULL,
        paused_at = NULL, paused_by = NULL, resume_requested_at = NULL
      WHERE ${owned(target)} AND NOT (cancel_requested_at IS NOT NULL AND cancel_undoes)
        AND (cancel_requested_at IS NOT NULL OR ${end.onlyCancels !== true})
      RETURNING id, workspace_id, delivery_id, epoch, state, parent_run_id, parent_node, parent_iteration, parent_generation, parent_waits
    ), ${cutOpenSteps(sql`SELECT id FROM ended`)}, ${tellCaller}, ${end.answers ? sql`${answered}, ` : sql``}passed AS (
      INSERT INTO step_run (id, workspace_id, run_id, node, step_id, iteration, kind, state, epoch, finished_at)
      SELECT gen_random_uuid(), ended.workspace_id, ended.id, p.node, p.step_id, p.iteration, p.kind, 'skipped', ended.epoch, now()
      FROM ended, jsonb_to_recordset(${skippedJson(end.skipped)}::jsonb) AS p (node int, step_id text, iteration text, kind text)
      ON CONFLICT DO NOTHING
    )
    SELECT state, EXISTS (SELECT 1 FROM run q WHERE q.workspace_id = ended.workspace_id AND q.state = 'queued') AS "othersWait"
    FROM ended`)
  return result.rows[0] ?? null
}

const answered = sql`answered AS (
      INSERT INTO run_answer (delivery_id, workspace_id, run_id, status, body)
      SELECT delivery_id, workspace_id, id, CASE state WHEN 'succeeded' THEN 200 ELSE 502 END,
        jsonb_build_object('run', id, 'state', state, 'message', 'The flow ended without an answer of its own.')
      FROM ended
      ON CONFLICT DO NOTHING
    )`

/** The epoch that the cancel raised has never had a workflow: the one that undoes is its first. */
async function beginUnwinding(tx: Queries, target: RunTarget): Promise<boolean> {
  const result = await tx.execute(sql`
    WITH turned AS (
      UPDATE run SET state = 'queued', unwinding_at = now(), unwinding_by = coalesce(cancel_requested_by, 'someone'),
        cancel_requested_at = NULL, cancel_requested_by = NULL, cancel_undoes = false, due_at = now(), progress_at = now(),
        checked_at = now(), lease_id = NULL, leased_until = NULL, lease_count = 0, starts = 0, failing_since = NULL,
        paused_at = NULL, paused_by = NULL, resume_requested_at = NULL
      WHERE ${owned(target)} AND cancel_requested_at IS NOT NULL AND cancel_undoes
      RETURNING id
    ), ${cutOpenSteps(sql`SELECT id FROM turned`)}
    SELECT id FROM turned`)
  return result.rows.length === 1
}

export const skippedJson = (skipped: RunEnd['skipped']): string =>
  JSON.stringify(
    skipped.map((place) => ({
      node: place.node,
      step_id: place.stepId,
      iteration: place.iteration,
      kind: place.kind,
    })),
  )
