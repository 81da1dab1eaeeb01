import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { delivery, flowTrigger } from '@patchbay/db/schema'
import { eq } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { planAgain } from '../runs/plan-again.ts'
import { countEffects } from '../runs/plan-retry.ts'
import type { PlannedStep, SteeringPlan } from '../runs/steering-models.ts'
import { loadOtherTimes } from './get-delivery.ts'
import { loadDeliveries } from './load-deliveries.ts'

/** More of them are not gone through: that many rows are no preview any more. */
const MAX_RUNS = 50

/** `runs`: of how many runs the steps are added up; `ofRuns`: how many there are. */
export type ReplayPlan = SteeringPlan & { runs: number; ofRuns: number }

/** What replaying an event does that was done before, added up over the runs it led to. Nothing is changed. */
export async function planReplay(
  ctx: CoreContext,
  principal: Principal,
  input: { deliveryId: string },
): Promise<Result<ReplayPlan>> {
  const allowed = authorise(principal, 'delivery.read')
  if (!allowed.ok) return allowed
  const found = await inWorkspace(ctx.db, principal.workspaceId, (tx) => findRuns(tx, input.deliveryId))
  if (!found.ok) return found
  const { versionId, runIds } = found.value
  const looked = runIds.slice(0, MAX_RUNS)
  const steps: PlannedStep[] = []
  // One transaction each: it locks the run that it looks at.
  for (const runId of looked) {
    const plan = await planAgain(ctx, principal, { runId, versionId, reuse: false })
    if (!plan.ok) return plan
    steps.push(...plan.value.steps)
  }
  const together = addUp(steps)
  return ok({
    steps: together,
    effects: countEffects(together),
    refused: null,
    runs: looked.length,
    ofRuns: runIds.length,
  })
}

/** The version that a replay runs, and the runs it repeats: its own, or those of the last time that led to any. */
async function findRuns(tx: Queries, deliveryId: string): Promise<Result<{ versionId: string; runIds: string[] }>> {
  const [owner] = await tx
    .select({ row: delivery, versionId: flowTrigger.versionId })
    .from(delivery)
    .innerJoin(flowTrigger, eq(flowTrigger.id, delivery.triggerId))
    .where(eq(delivery.id, deliveryId))
  if (!owner) return fail('not_found', 'This delivery does not exist in this workspace, or no flow listened to it.')
  const [found] = await loadDeliveries(tx, eq(delivery.id, deliveryId), { limit: 1, mayReplay: false })
  const own = found?.summary.runs ?? []
  const others = own.length > 0 ? [] : await loadOtherTimes(tx, owner.row)
  const runs = own.length > 0 ? own : (others.find((one) => one.runs.length > 0)?.runs ?? [])
  return ok({ versionId: owner.versionId, runIds: runs.map(({ id }) => id) })
}

function addUp(steps: readonly PlannedStep[]): PlannedStep[] {
  const sums = new Map<string, PlannedStep>()
  for (const step of steps) {
    const key = `${step.stepId} ${step.fate} ${step.effect}`
    const sum = sums.get(key)
    sums.set(key, { ...step, times: step.times + (sum?.times ?? 0) })
  }
  // Beside each other what became of one step, as the flow goes.
  const order = [...new Set(steps.map(({ stepId }) => stepId))]
  return [...sums.values()].toSorted((a, b) => order.indexOf(a.stepId) - order.indexOf(b.stepId))
}
