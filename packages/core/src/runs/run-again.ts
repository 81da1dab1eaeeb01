import { inWorkspace } from '@patchbay/db/in-workspace'
import { flow, run } from '@patchbay/db/schema'
import { eq } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { bringInAgain } from '../inbox/bring-in-again.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { createRunAgain } from './create-run-again.ts'
import { loadAgain } from './load-again.ts'

export type RunToDoAgain = {
  runId: string
  /** Absent: the version that is live, from the start. */
  versionId?: string | undefined
  /** With a version: begins with the recorded results that still hold. */
  reuse?: boolean | undefined
}

/**
 * Runs the same event once more, as a run of its own. On the live version from the start, every effect is applied anew.
 * On a chosen one, what has not changed is taken over, and only the rest is done.
 */
export async function runAgain(
  ctx: CoreContext,
  principal: Principal,
  input: RunToDoAgain,
): Promise<Result<{ deliveryId: string; runId: string | null }>> {
  const allowed = authorise(principal, 'run.again')
  if (!allowed.ok) return allowed
  if (input.versionId !== undefined) {
    return onVersion(ctx, principal, { ...input, versionId: input.versionId, reuse: input.reuse ?? true })
  }
  const [found] = await inWorkspace(ctx.db, principal.workspaceId, (tx) =>
    tx
      .select({
        deliveryId: run.deliveryId,
        itemIndex: run.itemIndex,
        gatherId: run.gatherId,
        liveVersionId: flow.liveVersionId,
      })
      .from(run)
      .innerJoin(flow, eq(flow.id, run.flowId))
      .where(eq(run.id, input.runId)),
  )
  if (!found) return fail('not_found', 'This run does not exist in this workspace.')
  // It ran several events together: none of them alone is what is meant.
  if (found.gatherId !== null && found.liveVersionId !== null) {
    return onVersion(ctx, principal, { runId: input.runId, versionId: found.liveVersionId, reuse: false })
  }
  const audit = { action: 'run.again', subjectKind: 'run', subjectId: input.runId } as const
  const again = await bringInAgain(ctx, principal, { deliveryId: found.deliveryId, onlyItem: found.itemIndex, audit })
  return again.ok ? ok({ ...again.value, runId: null }) : again
}

async function onVersion(
  ctx: CoreContext,
  principal: Principal,
  input: { runId: string; versionId: string; reuse: boolean },
): Promise<Result<{ deliveryId: string; runId: string }>> {
  const made = await inWorkspace(
    ctx.db,
    principal.workspaceId,
    async (tx): Promise<Result<{ deliveryId: string; runId: string }>> => {
      const loaded = await loadAgain(tx, input)
      if (!loaded.ok) return loaded
      const { refused, version, taken } = loaded.value
      if (refused !== null) return fail('conflict', refused)
      const created = await createRunAgain(tx, principal, loaded.value)
      await writeAudit(tx, principal, {
        action: 'run.again',
        subjectKind: 'run',
        subjectId: input.runId,
        detail: { ...created, version: version.number, reused: taken.length },
      })
      return ok(created)
    },
  )
  if (made.ok) {
    ctx.notify('patchbay_inbox', 'run')
    ctx.notify('patchbay_live', `${principal.workspaceId}:run:${made.value.runId}`)
  }
  return made
}
