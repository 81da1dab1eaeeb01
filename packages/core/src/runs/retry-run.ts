import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { run } from '@patchbay/db/schema'
import { eq } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import { actorName, type Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { loadRunPlan } from './load-run-plan.ts'
import { startOf, whyNotRetry } from './plan-retry.ts'
import { requeueRun } from './requeue-run.ts'
import { nodesFrom, whyNotReset } from './reset-steps.ts'

export type RetryOfRun = {
  runId: string
  /** Does this step again and all that follows it, whatever came of them. Absent: goes on from where it failed. */
  fromStepId?: string | null | undefined
}

/**
 * Goes on from the step that failed: what succeeded is not done again. Or from any step, which then is. A flow that was
 * called and failed is called anew (`goesOnWith`).
 */
export async function retryRun(
  ctx: CoreContext,
  principal: Principal,
  input: RetryOfRun,
): Promise<Result<{ epoch: number }>> {
  const allowed = authorise(principal, 'run.retry')
  if (!allowed.ok) return allowed
  const fromStepId = input.fromStepId ?? null
  const result = await inWorkspace(ctx.db, principal.workspaceId, async (tx): Promise<Result<{ epoch: number }>> => {
    const [found] = await tx.select().from(run).where(eq(run.id, input.runId)).for('update')
    if (!found) return fail('not_found', 'This run does not exist in this workspace.')
    const refused = whyNotRetry(found, fromStepId)
    if (refused !== null) return fail('conflict', refused, { current: found.state })
    const again = fromStepId === null ? ok(undefined) : await toTakeBack(tx, principal, { run: found, fromStepId })
    if (!again.ok) return again
    const requeued = await requeueRun(tx, found, { newRound: true, again: again.value })
    if (!requeued) return fail('conflict', 'Somebody else is retrying this run already.')
    await writeAudit(tx, principal, {
      action: 'run.retry',
      subjectKind: 'run',
      subjectId: found.id,
      detail: {
        failedStep: found.failedStepId,
        epoch: requeued.epoch,
        ...(fromStepId === null ? {} : { from: fromStepId }),
      },
    })
    return ok(requeued)
  })
  if (result.ok) {
    ctx.notify('patchbay_inbox', 'run')
    ctx.notify('patchbay_live', `${principal.workspaceId}:run:${input.runId}`)
  }
  return result
}

type ToTakeBack = NonNullable<Parameters<typeof requeueRun>[2]['again']>

/** Which nodes are to be done again. */
async function toTakeBack(
  tx: Queries,
  principal: Principal,
  of: { run: typeof run.$inferSelect; fromStepId: string },
): Promise<Result<ToTakeBack | undefined>> {
  const plan = await loadRunPlan(tx, of.run)
  if (plan === null) return fail('gone', 'The plan of its version is no longer kept. Run the event again instead.')
  const start = startOf(plan, of.fromStepId)
  if (!start.ok) return start
  if (start.value === null) return ok(undefined)
  const nodes = nodesFrom(plan, start.value)
  const refused = await whyNotReset(tx, { id: of.run.id, plan }, nodes)
  return refused === null ? ok({ plan, nodes, by: actorName(principal) }) : fail('conflict', refused)
}
