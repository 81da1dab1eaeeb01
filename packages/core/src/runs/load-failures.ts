import type { Queries } from '@patchbay/db/database'
import { type StepError, stepRun } from '@patchbay/db/schema'
import { and, asc, eq, inArray, isNull, or, sql } from 'drizzle-orm'

export type FailedStep = { node: number; stepId: string; iteration: string; error: StepError | null }

/** More than these say nothing more about why a container failed. */
const MAX_FAILURES = 200

/** Steps that failed with no way out of their own, at an iteration or inside it, the first first. `limit` null: all. */
export async function loadFailures(
  tx: Queries,
  runId: string,
  of: { nodes: number[]; iterations: string[]; limit?: number | null },
): Promise<FailedStep[]> {
  const failures = tx
    .select({ node: stepRun.node, stepId: stepRun.stepId, iteration: stepRun.iteration, error: stepRun.error })
    .from(stepRun)
    .where(
      and(
        eq(stepRun.runId, runId),
        inArray(stepRun.node, of.nodes),
        eq(stepRun.state, 'failed'),
        isNull(stepRun.port),
        or(...of.iterations.map((iteration) => isWithin(iteration))),
      ),
    )
    .orderBy(asc(stepRun.finishedAt))
    .$dynamic()
  return of.limit === null ? failures : failures.limit(of.limit ?? MAX_FAILURES)
}

/** At an iteration, or at one deeper in it. */
export const isWithin = (iteration: string) =>
  iteration === ''
    ? sql`true`
    : sql`(${stepRun.iteration} = ${iteration} OR starts_with(${stepRun.iteration}, ${`${iteration}.`}))`
