import { inWorkspace } from '@patchbay/db/in-workspace'
import { run } from '@patchbay/db/schema'
import { eq, sql } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import { actorName, type Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'

/**
 * Holds a run where it stands: the epoch rises, so nothing new begins, while calls that are under way go on and are
 * written down. Time that it waits for goes on passing.
 */
export async function pauseRun(
  ctx: CoreContext,
  principal: Principal,
  input: { runId: string },
): Promise<Result<{ epoch: number }>> {
  const allowed = authorise(principal, 'run.pause')
  if (!allowed.ok) return allowed
  const paused = await inWorkspace(ctx.db, principal.workspaceId, async (tx): Promise<Result<{ epoch: number }>> => {
    const [found] = await tx.select().from(run).where(eq(run.id, input.runId)).for('update')
    if (!found) return fail('not_found', 'This run does not exist in this workspace.')
    if (found.finishedAt) return fail('conflict', 'This run has ended already.', { current: found.state })
    if (found.cancelRequestedAt) return fail('conflict', 'This run is being cancelled.', { current: found.state })
    if (found.pausedAt && !found.resumeRequestedAt) {
      return fail('conflict', `${found.pausedBy ?? 'Somebody'} has paused this run already.`, { current: 'paused' })
    }
    const epoch = found.pausedAt ? found.epoch : found.epoch + 1
    await tx
      .update(run)
      .set({
        epoch,
        state: 'waiting',
        pausedAt: sql`now()`,
        pausedBy: actorName(principal),
        resumeRequestedAt: null,
        leaseId: null,
        leasedUntil: null,
      })
      .where(eq(run.id, found.id))
    await writeAudit(tx, principal, { action: 'run.pause', subjectKind: 'run', subjectId: found.id, detail: {} })
    return ok({ epoch })
  })
  if (paused.ok) ctx.notify('patchbay_live', `${principal.workspaceId}:run:${input.runId}`)
  return paused
}
