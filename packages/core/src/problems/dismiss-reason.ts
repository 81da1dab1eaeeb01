import { inWorkspace } from '@patchbay/db/in-workspace'
import { problem } from '@patchbay/db/schema'
import { and, eq, inArray, sql } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import { actorName, type Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'

export type ReasonToDismiss = {
  cause: string
  /** Of these runs only. Absent: of all that stopped for it. */
  problemIds?: string[] | undefined
  note?: string | undefined
}

/** Puts problems away: nothing is done about them. Their runs stay as they are, and a held run stays held. */
export async function dismissReason(
  ctx: CoreContext,
  principal: Principal,
  input: ReasonToDismiss,
): Promise<Result<{ count: number }>> {
  const allowed = authorise(principal, 'problem.settle')
  if (!allowed.ok) return allowed
  return move(ctx, principal, { ...input, from: 'open' })
}

/** Takes back what was dismissed. */
export async function reopenReason(
  ctx: CoreContext,
  principal: Principal,
  input: Omit<ReasonToDismiss, 'note'>,
): Promise<Result<{ count: number }>> {
  const allowed = authorise(principal, 'problem.settle')
  if (!allowed.ok) return allowed
  return move(ctx, principal, { ...input, from: 'dismissed' })
}

async function move(
  ctx: CoreContext,
  principal: Principal,
  { cause, problemIds, note, from }: ReasonToDismiss & { from: 'open' | 'dismissed' },
): Promise<Result<{ count: number }>> {
  const changed =
    from === 'open'
      ? {
          state: 'dismissed' as const,
          how: 'dismissed' as const,
          settledBy: actorName(principal),
          settledAt: sql`now()`,
          note: note ?? null,
        }
      : { state: 'open' as const, how: null, settledBy: null, settledAt: null, note: null }
  const moved = await inWorkspace(ctx.db, principal.workspaceId, async (tx): Promise<Result<{ count: number }>> => {
    const rows = await tx
      .update(problem)
      .set(changed)
      .where(
        and(
          eq(problem.cause, cause),
          eq(problem.state, from),
          problemIds === undefined ? undefined : inArray(problem.id, problemIds),
          // What failed anew since it was dismissed is open already.
          from === 'open'
            ? undefined
            : sql`NOT EXISTS (SELECT 1 FROM problem o WHERE o.run_id = ${problem.runId} AND o.state IN ('open', 'mending'))`,
        ),
      )
      .returning({ id: problem.id })
    if (rows.length === 0) {
      return fail('conflict', 'This is no longer so: somebody has settled it, or it has settled itself.')
    }
    await writeAudit(tx, principal, {
      action: 'problem.settle',
      subjectKind: 'problem',
      subjectId: cause,
      detail: {
        how: from === 'open' ? 'dismissed' : 'reopened',
        count: rows.length,
        ...(note === undefined ? {} : { reason: note }),
      },
    })
    return ok({ count: rows.length })
  })
  if (moved.ok) ctx.notify('patchbay_live', `${principal.workspaceId}:problem:${cause}`)
  return moved
}
