import type { Queries } from '@patchbay/db/database'
import { attempt, connection, stepRun } from '@patchbay/db/schema'
import { and, asc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { isUnresolved } from '../problems/step-act.ts'
import type { AttemptView, StepRunView } from '../read-models.ts'
import { hasCalledOutside } from '../waits/last-calls.ts'
import { notesTold } from './notes-told.ts'
import { rankOf } from './pressing-sql.ts'

/** As long as a run has no more steps than this inside loops, all of them are sent. */
const MAX_INSIDE = 200
/** Else so many of each: the most pressing ones. */
const SHOWN_EACH = 5
/** And those that somebody is asked about. */
const MAX_ASKED = 50

/**
 * The steps of a run that its page begins with: all outside loops and repeats, and of those inside as many as a person
 * looks at. However many items there are, the answer stays small; `getRunItem` has the others.
 */
export async function loadShownSteps(tx: Queries, runId: string): Promise<StepRunView[]> {
  const shown = await tx.execute<{ id: string }>(sql`
    SELECT id FROM (
      SELECT id, iteration,
        count(*) FILTER (WHERE iteration <> '') OVER () AS inside,
        row_number() OVER (PARTITION BY node ORDER BY ${rankOf(sql`state`)}, string_to_array(iteration, '.')::int[]) AS place
      FROM step_run WHERE run_id = ${runId}) s
    WHERE iteration = '' OR inside <= ${MAX_INSIDE} OR place <= ${SHOWN_EACH}
      OR id IN (SELECT step_run_id FROM decision WHERE run_id = ${runId} AND state = 'open' LIMIT ${MAX_ASKED})`)
  const ids = shown.rows.map(({ id }) => id)
  return ids.length === 0 ? [] : loadStepViews(tx, runId, inArray(stepRun.id, ids))
}

/** The steps of a run that a condition picks, in plan order, with their attempts. */
export async function loadStepViews(tx: Queries, runId: string, which: SQL): Promise<StepRunView[]> {
  const rows = await tx
    .select({
      step: stepRun,
      calledOutside: sql<boolean>`${hasCalledOutside}`,
      connection: {
        id: connection.id,
        name: connection.name,
        connector: connection.connector,
        environment: connection.environment,
      },
    })
    .from(stepRun)
    .leftJoin(connection, eq(connection.id, stepRun.connectionId))
    .where(and(eq(stepRun.runId, runId), which))
    .orderBy(asc(stepRun.node), asc(sql`string_to_array(${stepRun.iteration}, '.')::int[]`))
  const tried = rows.filter(({ step }) => step.attempts > 0).map(({ step }) => step.id)
  const tries =
    tried.length === 0
      ? []
      : await tx
          .select()
          .from(attempt)
          .where(and(eq(attempt.runId, runId), inArray(attempt.stepRunId, tried)))
          .orderBy(asc(attempt.number))
  const byStep = Map.groupBy(tries, (one) => one.stepRunId)
  return rows.map(({ step, calledOutside, connection: used }) => ({
    id: step.id,
    stepId: step.stepId,
    node: step.node,
    iteration: step.iteration,
    kind: step.kind,
    effect: step.effect,
    state: step.state,
    port: step.port,
    count: step.count,
    error: step.error,
    unresolved: isUnresolved(step),
    calledOutside,
    leftBehind: null,
    notes: notesTold(step),
    connection: used,
    startedAt: step.startedAt,
    finishedAt: step.finishedAt,
    nextTryAt: step.nextTryAt,
    waitUntil: step.waitUntil,
    attempts: (byStep.get(step.id) ?? []).map(
      ({ number, generation, startedAt, finishedAt, outcome, error }): AttemptView => ({
        number,
        generation,
        startedAt,
        finishedAt,
        outcome,
        error,
      }),
    ),
    intent:
      step.idempotencyKey === null || step.effect === 'read' || step.effect === 'pure'
        ? null
        : { key: step.idempotencyKey, generation: step.generation, epoch: step.epoch, sentAt: step.keyUsedAt },
  }))
}
