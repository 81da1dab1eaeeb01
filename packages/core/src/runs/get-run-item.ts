import { inWorkspace } from '@patchbay/db/in-workspace'
import { run, stepRun } from '@patchbay/db/schema'
import { eq } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { tellLeftBehind } from '../problems/tell-left-behind.ts'
import type { StepRunView } from '../read-models.ts'
import { fail, ok, type Result } from '../result.ts'
import { loadRunPlan } from './load-run-plan.ts'
import { loadStepViews } from './load-shown-steps.ts'

/** What ran in one item of a loop or one pass of a repeat, in plan order; what is inside further loops has items of its own. */
export async function getRunItem(
  ctx: CoreContext,
  principal: Principal,
  input: { runId: string; iteration: string },
): Promise<Result<StepRunView[]>> {
  const allowed = authorise(principal, 'run.read')
  if (!allowed.ok) return allowed
  return inWorkspace(ctx.db, principal.workspaceId, async (tx): Promise<Result<StepRunView[]>> => {
    const [found] = await tx.select().from(run).where(eq(run.id, input.runId))
    if (found === undefined) return fail('not_found', 'This run does not exist in this workspace.')
    const views = await loadStepViews(tx, input.runId, eq(stepRun.iteration, input.iteration))
    // What is under way is not retried.
    const plan = found.finishedAt === null ? null : await loadRunPlan(tx, found)
    return ok(await tellLeftBehind(tx, { run: found, plan }, views))
  })
}
