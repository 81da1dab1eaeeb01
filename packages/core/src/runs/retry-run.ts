import { inWorkspace } from '@patchbay/db/in-workspace'
import { run } from '@patchbay/db/schema'
import { eq } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { requeueRun } from './requeue-run.ts'

/** Goes on from the step that failed: what succeeded is not done again. */
export async function retryRun(
  ctx: CoreContext,
  principal: Principal,
  input: { runId: string },
): Promise<Result<{ epoch: number }>> {
  const allowed = authorise(principal, 'run.retry')
  if (!allowed.ok) return allowed
  const result = await inWorkspace(ctx.db, principal.workspaceId, async (tx): Promise<Result<{ epoch: number }>> => {
    const [found] = await tx.select().from(run).where(eq(run.id, input.runId)).for('update')
    if (!found) return fail('not_found', 'This run does not exist in this workspace.')
    if (found.state !== 'failed' && found.state !== 'cancelled') {
      return fail('conflict', `Only a failed or cancelled run can be retried; this one is ${found.state}.`, {
        current: found.state,
      })
    }
    const requeued = await requeueRun(tx, found, { newRound: true })
    if (!requeued) return fail('conflict', 'Somebody else is retrying this run already.')
    await writeAudit(tx, principal, {
      action: 'run.retry',
      subjectKind: 'run',
      subjectId: found.id,
      detail: { failedStep: found.failedStepId, epoch: requeued.epoch },
    })
    return ok(requeued)
  })
  if (result.ok) {
    ctx.notify('patchbay_inbox', 'run')
    ctx.notify('patchbay_live', `${principal.workspaceId}:run:${input.runId}`)
  }
  return result
}
