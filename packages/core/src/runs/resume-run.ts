import { inWorkspace } from '@patchbay/db/in-workspace'
import { attempt, run } from '@patchbay/db/schema'
import { and, eq, isNull, sql } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { resumeQuietRun } from './resume-quiet-run.ts'

/**
 * Lets a paused run go on from its checkpoints. While a call of before the pause is under way it waits for that call's
 * outcome (`goesOn` is false): the reconciler lets it go then.
 */
export async function resumeRun(
  ctx: CoreContext,
  principal: Principal,
  input: { runId: string },
): Promise<Result<{ goesOn: boolean }>> {
  const allowed = authorise(principal, 'run.resume')
  if (!allowed.ok) return allowed
  const { workspaceId } = principal
  const asked = await inWorkspace(
    ctx.db,
    workspaceId,
    async (tx): Promise<Result<{ epoch: number; quiet: boolean }>> => {
      const [found] = await tx.select().from(run).where(eq(run.id, input.runId)).for('update')
      if (!found) return fail('not_found', 'This run does not exist in this workspace.')
      if (!found.pausedAt || found.finishedAt || found.cancelRequestedAt) {
        return fail('conflict', 'This run is not paused.', { current: found.state })
      }
      await tx.update(run).set({ resumeRequestedAt: sql`now()` }).where(eq(run.id, found.id))
      await writeAudit(tx, principal, { action: 'run.resume', subjectKind: 'run', subjectId: found.id, detail: {} })
      const open = await tx
        .select({ id: attempt.id })
        .from(attempt)
        .where(and(eq(attempt.runId, found.id), isNull(attempt.outcome)))
        .limit(1)
      return ok({ epoch: found.epoch, quiet: open.length === 0 })
    },
  )
  if (!asked.ok) return asked
  const { epoch, quiet } = asked.value
  const goesOn = quiet && (await resumeQuietRun(ctx.db, { workspaceId, runId: input.runId, epoch }))
  if (goesOn) {
    // The workflow of before the pause may still wait for some time to pass.
    await ctx.engine.cancelRun({ runId: input.runId, epoch: epoch - 1 })
    ctx.notify('patchbay_inbox', 'run')
  }
  ctx.notify('patchbay_live', `${workspaceId}:run:${input.runId}`)
  return ok({ goesOn })
}
