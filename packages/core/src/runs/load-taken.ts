import type { Queries } from '@patchbay/db/database'
import { type run, stepRun } from '@patchbay/db/schema'
import type { Plan } from '@patchbay/flow/plan'
import { eq } from 'drizzle-orm'
import { mayTake, NOTHING_TAKEN, type RanStep, type Taken, takenFailures } from './taken-failures.ts'
import { isUndoneByHand } from './undone-by-hand.ts'

type Ended = Pick<typeof run.$inferSelect, 'id' | 'state' | 'reasonCode' | 'failedStepId'>

/** The columns of `step_run` that say what a retry does with a step. */
export const STANDING = {
  node: stepRun.node,
  iteration: stepRun.iteration,
  state: stepRun.state,
  port: stepRun.port,
  attempts: stepRun.attempts,
  sentAt: stepRun.sentAt,
  effect: stepRun.effect,
  undoneByHand: isUndoneByHand,
}

/** What frames took in a run that has ended. `again`: nodes that a person wants done again. */
export async function loadTaken(
  tx: Queries,
  of: { run: Ended; plan: Plan; again?: ReadonlySet<number> | undefined },
): Promise<{ taken: Taken; rows: (RanStep & { id: string; attempts: number; undoneByHand: boolean })[] }> {
  if (!of.plan.control.some(mayTake)) return { taken: NOTHING_TAKEN, rows: [] }
  const rows = await tx
    .select({ id: stepRun.id, ...STANDING })
    .from(stepRun)
    .where(eq(stepRun.runId, of.run.id))
  return { taken: takenIn(of, rows), rows }
}

/** The same, of rows that are at hand. */
export const takenIn = (
  { run: owner, plan, again }: { run: Ended; plan: Plan; again?: ReadonlySet<number> | undefined },
  rows: readonly RanStep[],
): Taken => (endedByStop(owner, plan, rows) ? NOTHING_TAKEN : takenFailures(plan.control, rows, again))

/**
 * A Stop says that what failed was not made good after all: nothing is left to go on with but that. So it is tried
 * again, whoever took it.
 */
function endedByStop({ state, reasonCode, failedStepId }: Ended, plan: Plan, rows: readonly RanStep[]): boolean {
  if (state === 'succeeded' || reasonCode !== null || failedStepId !== null) return false
  return rows.some(({ node, state: came }) => {
    const work = plan.work[node]
    return came === 'succeeded' && work?.kind === 'stop' && work.outcome !== 'succeeded'
  })
}
