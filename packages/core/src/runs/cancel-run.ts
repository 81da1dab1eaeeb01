import { inWorkspace } from '@patchbay/db/in-workspace'
import { run } from '@patchbay/db/schema'
import { eq, sql } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import { actorName, type Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { finishRun } from './finish-run.ts'

/**
 * Asks a run to stop. From this commit on no new effect can begin: the epoch has risen. A call that is under way is
 * aborted and written down as it ends; the run's final state follows from its workflow, or from the reconciler when
 * the workflow does not answer. `done` tells whether the run had not begun, and so has ended at once.
 */
export async function cancelRun(
  ctx: CoreContext,
  principal: Principal,
  input: { runId: string },
): Promise<Result<{ done: boolean }>> {
  const allowed = authorise(principal, 'run.cancel')
  if (!allowed.ok) return allowed
  const asked = await inWorkspace(ctx.db, principal.workspaceId, async (tx) => {
    const [found] = await tx.select().from(run).where(eq(run.id, input.runId)).for('update')
    if (!found) return fail('not_found', 'This run does not exist in this workspace.')
    if (found.finishedAt)
      return fail('conflict', `This run has ended already: it ${found.state}.`, { current: found.state })
    if (found.cancelRequestedAt) return ok({ epoch: found.epoch - 1, queued: false })
    await tx
      .update(run)
      .set({
        cancelRequestedAt: sql`now()`,
        cancelRequestedBy: actorName(principal),
        epoch: found.epoch + 1,
        leaseId: null,
        leasedUntil: null,
      })
      .where(eq(run.id, found.id))
    await writeAudit(tx, principal, { action: 'run.cancel', subjectKind: 'run', subjectId: found.id, detail: {} })
    return ok({ epoch: found.epoch, queued: found.state === 'queued' })
  })
  if (!asked.ok) return asked
  const { epoch, queued } = asked.value
  if (queued) {
    await finishRun(
      ctx.db,
      { workspaceId: principal.workspaceId, runId: input.runId, epoch: epoch + 1 },
      { state: 'cancelled', reasonCode: 'cancelled', reason: null, failedStepId: null, skipped: [] },
    )
  } else {
    await ctx.engine.cancelRun({ runId: input.runId, epoch })
  }
  ctx.notify('patchbay_live', `${principal.workspaceId}:run:${input.runId}`)
  return ok({ done: queued })
}
