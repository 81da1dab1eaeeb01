import { inWorkspace } from '@patchbay/db/in-workspace'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import { actorName, type Principal } from '../principal.ts'
import { ok, type Result } from '../result.ts'
import { carryOutCancel, requestCancel } from './request-cancel.ts'

/**
 * Asks a run to stop. From this commit on no new effect can begin: the epoch has risen. A call that is under way is
 * aborted and written down as it ends; the run's final state follows from its workflow, or from the reconciler when
 * the workflow does not answer. With `undo` the run then goes on once more, does nothing but undo, and ends as
 * cancelled. `done` tells whether the run had not begun, and so has ended at once.
 */
export async function cancelRun(
  ctx: CoreContext,
  principal: Principal,
  input: { runId: string; undo?: boolean | undefined },
): Promise<Result<{ done: boolean }>> {
  const allowed = authorise(principal, 'run.cancel')
  if (!allowed.ok) return allowed
  const undo = input.undo ?? false
  const asked = await inWorkspace(ctx.db, principal.workspaceId, async (tx) => {
    const requested = await requestCancel(tx, { runId: input.runId, by: actorName(principal), undo })
    if (!requested.ok) return requested
    await writeAudit(tx, principal, {
      action: 'run.cancel',
      subjectKind: 'run',
      subjectId: input.runId,
      detail: undo ? { undo } : {},
    })
    return requested
  })
  if (!asked.ok) return asked
  await carryOutCancel(ctx, { workspaceId: principal.workspaceId, runId: input.runId }, asked.value)
  return ok({ done: asked.value.unbegun && !undo })
}
