import { inWorkspace } from '@patchbay/db/in-workspace'
import { writeAudit } from '../audit/write-audit.ts'
import type { Principal, Role } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { lockAsker } from './lock-asker.ts'
import { authorise, PERMISSIONS } from './permissions.ts'
import { whyNot } from './role-rules.ts'
import type { TeamContext } from './team-context.ts'

/** Holds from the member's next request on. */
export async function changeRole(
  ctx: TeamContext,
  principal: Principal,
  input: { userId: string; role: Role },
): Promise<Result<null>> {
  const allowed = authorise(principal, 'member.change')
  if (!allowed.ok) return allowed
  if (principal.kind !== 'user') return fail('forbidden', 'Sign in to change what people may do.')
  const { workspaceId } = principal
  const done = await inWorkspace(ctx.db, workspaceId, async (tx): Promise<Result<null>> => {
    const asker = await lockAsker(ctx, tx, { principal, useCase: 'member.change' })
    if (!asker.ok) return asker
    const { members, role: by } = asker.value
    const member = members.find(({ userId }) => userId === input.userId)
    if (member === undefined) return fail('not_found', 'This person is not in the workspace any more.')
    if (member.role === input.role) return ok(null)
    const owners = members.filter(({ role }) => role === 'owner').length
    const reason = whyNot({ by, from: member.role, to: input.role, owners })
    if (reason !== null) return fail(by === 'owner' ? 'conflict' : 'forbidden', reason)
    await ctx.people.setRole(tx, { workspaceId, userId: input.userId, role: input.role })
    // What they sent out as more than they are now lets nobody in.
    const mayInvite: readonly Role[] = PERMISSIONS['invite.create'].roles
    if (member.role === 'owner' || !mayInvite.includes(input.role))
      await ctx.people.revokeInvitesBy(tx, { workspaceId, userId: input.userId })
    await writeAudit(tx, principal, {
      action: 'member.change',
      subjectKind: 'member',
      subjectId: input.userId,
      detail: { name: member.name, email: member.email, from: member.role, to: input.role },
    })
    return ok(null)
  })
  if (done.ok) ctx.notify('patchbay_live', `${workspaceId}:member:${input.userId}`)
  return done
}
