import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { apiKey } from '@patchbay/db/schema'
import { and, eq, isNull, sql } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { Member } from '../ports/people.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { lockAsker } from './lock-asker.ts'
import { authorise } from './permissions.ts'
import { whyNot } from './role-rules.ts'
import type { TeamContext } from './team-context.ts'

/**
 * Takes somebody out of the workspace, or oneself: from this commit on every request of theirs is refused. Their account
 * and other workspaces stay. `revokeKeys` ends the API keys they made, which go on working otherwise.
 */
export async function removeMember(
  ctx: TeamContext,
  principal: Principal,
  input: { userId: string; revokeKeys?: boolean | undefined },
): Promise<Result<{ revokedKeys: number }>> {
  if (principal.kind !== 'user') return fail('forbidden', 'Sign in to change who is here.')
  const leaving = input.userId === principal.userId
  const useCase = leaving ? 'workspace.leave' : 'member.remove'
  const allowed = authorise(principal, useCase)
  if (!allowed.ok) return allowed
  const { workspaceId } = principal
  const done = await inWorkspace(ctx.db, workspaceId, async (tx): Promise<Result<{ revokedKeys: number }>> => {
    const asker = await lockAsker(ctx, tx, { principal, useCase })
    if (!asker.ok) return asker
    const { members, role: by } = asker.value
    const member = members.find(({ userId }) => userId === input.userId)
    if (member === undefined) return fail('not_found', 'This person is not in the workspace any more.')
    const owners = members.filter(({ role }) => role === 'owner').length
    const reason = whyNot({ by, from: member.role, to: null, owners })
    if (reason !== null) return fail(by === 'owner' ? 'conflict' : 'forbidden', reason)
    await ctx.people.removeMember(tx, { workspaceId, userId: input.userId })
    // A link of theirs would let them in again.
    const revokedInvites = await ctx.people.revokeInvitesBy(tx, { workspaceId, userId: input.userId })
    const revokedKeys = input.revokeKeys ? await revokeKeysOf(tx, principal, member) : 0
    await writeAudit(tx, principal, {
      action: useCase,
      subjectKind: 'member',
      subjectId: input.userId,
      detail: { name: member.name, email: member.email, role: member.role, revokedKeys, revokedInvites },
    })
    return ok({ revokedKeys })
  })
  if (done.ok) ctx.notify('patchbay_live', `${workspaceId}:member:${input.userId}`)
  return done
}

async function revokeKeysOf(tx: Queries, principal: Principal, member: Member): Promise<number> {
  const revoked = await tx
    .update(apiKey)
    .set({ revokedAt: sql`now()` })
    .where(and(eq(apiKey.createdBy, member.userId), isNull(apiKey.revokedAt)))
    .returning({ id: apiKey.id, name: apiKey.name })
  for (const { id, name } of revoked) {
    await writeAudit(tx, principal, {
      action: 'api_key.revoke',
      subjectKind: 'api_key',
      subjectId: id,
      detail: { name, because: `${member.name} left` },
    })
  }
  return revoked.length
}
