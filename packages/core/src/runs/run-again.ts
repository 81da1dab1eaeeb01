import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { flow, run } from '@patchbay/db/schema'
import { eq } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { bringInAgain } from '../inbox/bring-in-again.ts'
import { type MayRepeat, oncePerKey } from '../inbox/once-per-key.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { createRunAgain } from './create-run-again.ts'
import { loadAgain } from './load-again.ts'

export type RunToDoAgain = MayRepeat & {
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
  const { idempotencyKey, ...request } = input
  const asked = { by: principal, action: 'run.again', request, idempotencyKey } as const
  const made = await inWorkspace(ctx.db, principal.workspaceId, async (tx) => {
    const accepted = await oncePerKey(tx, asked, () => accept(tx, principal, request))
    return accepted.ok ? ok({ ...accepted.value, runId: await runOf(tx, accepted.value) }) : accepted
  })
  if (!made.ok) return made
  const { runId } = made.value
  ctx.notify('patchbay_inbox', runId === null ? 'delivery' : 'run')
  if (runId !== null) ctx.notify('patchbay_live', `${principal.workspaceId}:run:${runId}`)
  return made
}

/** Null until its event is unpacked, where it has to be. */
async function runOf(tx: Queries, { deliveryId }: { deliveryId: string }): Promise<string | null> {
  const [made] = await tx.select({ id: run.id }).from(run).where(eq(run.deliveryId, deliveryId))
  return made?.id ?? null
}

async function accept(
  tx: Queries,
  principal: Principal,
  input: Omit<RunToDoAgain, 'idempotencyKey'>,
): Promise<Result<{ deliveryId: string }>> {
  const { runId, versionId, reuse = true } = input
  if (versionId !== undefined) return onVersion(tx, principal, { runId, versionId, reuse })
  const [found] = await tx
    .select({
      deliveryId: run.deliveryId,
      itemIndex: run.itemIndex,
      gatherId: run.gatherId,
      liveVersionId: flow.liveVersionId,
    })
    .from(run)
    .innerJoin(flow, eq(flow.id, run.flowId))
    .where(eq(run.id, runId))
  if (!found) return fail('not_found', 'This run does not exist in this workspace.')
  // It ran several events together: none of them alone is what is meant.
  if (found.gatherId !== null && found.liveVersionId !== null) {
    return onVersion(tx, principal, { runId, versionId: found.liveVersionId, reuse: false })
  }
  const audit = { action: 'run.again', subjectKind: 'run', subjectId: runId } as const
  return bringInAgain(tx, principal, { deliveryId: found.deliveryId, onlyItem: found.itemIndex, audit })
}

async function onVersion(
  tx: Queries,
  principal: Principal,
  input: { runId: string; versionId: string; reuse: boolean },
): Promise<Result<{ deliveryId: string }>> {
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
  return ok({ deliveryId: created.deliveryId })
}
