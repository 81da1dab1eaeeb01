import { inWorkspace } from '@patchbay/db/in-workspace'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { endLostTest } from './end-lost-test.ts'
import { getTestRun } from './get-test-run.ts'
import { planTest } from './plan-test.ts'
import { storeTestRun } from './store-test-run.ts'
import type { StepTestView, TestRequest } from './test-models.ts'

export type ConfirmedRequest = TestRequest & {
  /** The acknowledgement of a preview; needed where the test writes to a live account. */
  confirmLive: string | null
}

const STEP_BUDGET_MS = 14_000
const RUN_BUDGET_MS = 60_000

/** Tries one step and answers with what came back, within 15 s. */
export async function testStep(
  ctx: CoreContext,
  principal: Principal,
  request: ConfirmedRequest,
): Promise<Result<StepTestView>> {
  const begun = await begin(ctx, principal, { ...request, scope: 'step' })
  if (!begun.ok) return begun
  const { workspaceId } = principal
  const target = { workspaceId, testRunId: begun.value }
  const told = await ctx.engine.runTest({ ...target, budgetMs: STEP_BUDGET_MS })
  if (told === 'timed_out') await endLostTest(ctx.db, target)
  const run = await getTestRun(ctx, principal, { testRunId: begun.value })
  if (!run.ok) return run
  // Inside loops the loops are tried too; the step itself is the last.
  const step = run.value.steps.findLast(({ stepId }) => stepId === request.stepId)
  if (step !== undefined) return ok(step)
  return fail('unavailable', run.value.reason ?? 'No worker answered. Nothing was sent; try again in a moment.')
}

/** Begins a test of several steps. It goes on by itself: `getTestRun` tells how far it is. */
export async function startTest(
  ctx: CoreContext,
  principal: Principal,
  request: ConfirmedRequest,
): Promise<Result<{ testRunId: string }>> {
  const begun = await begin(ctx, principal, request)
  if (!begun.ok) return begun
  const target = { workspaceId: principal.workspaceId, testRunId: begun.value }
  const told = await ctx.engine.startTest({ ...target, budgetMs: RUN_BUDGET_MS })
  if (told === 'done') return ok({ testRunId: begun.value })
  await endLostTest(ctx.db, target)
  return fail('unavailable', 'The engine did not answer. Nothing was sent; try again in a moment.')
}

async function begin(ctx: CoreContext, principal: Principal, request: ConfirmedRequest): Promise<Result<string>> {
  const allowed = authorise(principal, 'flow.test')
  if (!allowed.ok) return allowed
  return inWorkspace(ctx.db, principal.workspaceId, async (tx): Promise<Result<string>> => {
    const planned = await planTest(tx, { ctx, principal }, request)
    if (!planned.ok) return planned
    const { live } = planned.value
    if (live !== null) {
      const mayWrite = authorise(principal, 'flow.test_live')
      if (!mayWrite.ok) return mayWrite
      if (request.confirmLive !== live.acknowledgement)
        return fail('conflict', `${live.title} Confirm it first, or use a sandbox connection.`, { current: { live } })
    }
    const of = { request, planned: planned.value, kind: request.scope, confirmed: live !== null }
    return ok(await storeTestRun(tx, principal, of))
  })
}
