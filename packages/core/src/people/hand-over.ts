import { inWorkspace } from '@patchbay/db/in-workspace'
import { writeAudit } from '../audit/write-audit.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { authorise } from './permissions.ts'
import type { TeamContext } from './team-context.ts'

/** Another member becomes an owner, and who handed over becomes an admin: both or neither. */
export async function handOver(
  ctx: TeamContext,
  principal: Principal,
  input: { userId: string },
): Promise<Result<null>> {
  const allowed = authorise(principal, 'workspace.hand_over')
  if (!allowed.ok) return allowed
  if (principal.kind !== 'user') return fail('forbidden', 'Sign in to hand over the ownership.')
  if (input.userId === principal.userId) return fail('invalid', 'Choose somebody else to hand the ownership to.')
  const { workspaceId } = principal
  const done = await inWorkspace(ctx.db, workspaceId, async (tx): Promise<Result<null>> => {
    const members = await ctx.people.lockMembers(tx, workspaceId)
    const member = members.find(({ userId }) => userId === input.userId)
    if (member === undefined) return fail('not_found', 'This person is not in the workspace any more.')
    if (members.find(({ userId }) => userId === principal.userId)?.role !== 'owner') {
      return fail('forbidden', 'You are no owner of this workspace any more.')
    }
    await ctx.people.setRole(tx, { workspaceId, userId: input.userId, role: 'owner' })
    await ctx.people.setRole(tx, { workspaceId, userId: principal.userId, role: 'admin' })
    // What they sent out as an owner lets nobody in any more.
    await ctx.people.revokeInvitesBy(tx, { workspaceId, userId: principal.userId })
    await writeAudit(tx, principal, {
      action: 'workspace.hand_over',
      subjectKind: 'member',
      subjectId: input.userId,
      detail: { name: member.name, email: member.email, was: member.role },
    })
    return ok(null)
  })
  if (done.ok)
    for (const id of [input.userId, principal.userId]) ctx.notify('patchbay_live', `${workspaceId}:member:${id}`)
  return done
}
