import type { Queries } from '@patchbay/db/database'
import { run } from '@patchbay/db/schema'
import { desc, inArray, sql } from 'drizzle-orm'
import type { LastCall } from './is-called-anew.ts'

/** Finds the run that a step has called last, by where the step stands. */
export type LastCalls = (step: { runId: string; node: number; iteration: string }) => LastCall | null

/** The runs that the steps of some runs have called last, and whether those did anything outside. */
export async function lastCalls(tx: Queries, runIds: string[]): Promise<LastCalls> {
  if (runIds.length === 0) return () => null
  const rows = await tx
    .selectDistinctOn([run.parentRunId, run.parentNode, run.parentIteration], {
      runId: run.parentRunId,
      node: run.parentNode,
      iteration: run.parentIteration,
      state: run.state,
      finishedAt: run.finishedAt,
      did: DID_OUTSIDE,
    })
    .from(run)
    .where(inArray(run.parentRunId, runIds))
    .orderBy(run.parentRunId, run.parentNode, run.parentIteration, desc(run.parentGeneration))
  const key = (of: { runId: string | null; node: number | null; iteration: string | null }) =>
    `${of.runId} ${of.node} ${of.iteration}`
  const calls = new Map(rows.map((row) => [key(row), row]))
  return (step) => calls.get(key(step)) ?? null
}

/**
 * As a cancelled run tells it, and what an action did in parts. One that is open will do it yet; of one whose steps are
 * no longer kept, and of a call further down, nobody looks: they count.
 */
const DID_OUTSIDE = sql<boolean>`("run".finished_at IS NULL OR "run".forgotten IS NOT DISTINCT FROM 'steps' OR EXISTS (
  SELECT 1 FROM step_run s WHERE s.run_id = "run".id AND (
    (s.kind = 'subflow' AND s.input_payload_id IS NOT NULL)
    OR (s.effect NOT IN ('read', 'pure') AND ((s.state = 'succeeded' AND s.error IS NULL) OR s.sent_at IS NOT NULL
      OR EXISTS (SELECT 1 FROM once_result o WHERE o.step_run_id = s.id))))))`

/** Condition on a row of `step_run`: it has called a flow whose run did something outside, as far as anybody knows. */
export const hasCalledOutside = sql`(step_run.kind = 'subflow' AND coalesce((
  SELECT ${DID_OUTSIDE} FROM run WHERE run.parent_run_id = step_run.run_id AND run.parent_node = step_run.node
    AND run.parent_iteration = step_run.iteration ORDER BY run.parent_generation DESC LIMIT 1
), step_run.input_payload_id IS NOT NULL))`
