import { inWorkspace } from '@patchbay/db/in-workspace'
import { writeAudit } from '../../audit/write-audit.ts'
import type { Principal } from '../../principal.ts'
import { fail, ok, type Result } from '../../result.ts'
import { authorise } from '../permissions.ts'
import type { TeamContext } from '../team-context.ts'

/** From this commit on its link lets nobody in. */
export async function revokeInvite(
  ctx: TeamContext,
  principal: Principal,
  input: { inviteId: string },
): Promise<Result<null>> {
  const allowed = authorise(principal, 'invite.revoke')
  if (!allowed.ok) return allowed
  const { workspaceId } = principal
  const done = await inWorkspace(ctx.db, workspaceId, async (tx): Promise<Result<null>> => {
    const invite = await ctx.people.lockInvite(tx, input.inviteId)
    if (invite?.workspaceId !== workspaceId) return fail('not_found', 'This invite does not exist in this workspace.')
    if (invite.state === 'accepted') return fail('conflict', 'It was used already: remove the member instead.')
    if (invite.state === 'revoked') return ok(null)
    await ctx.people.changeInvite(tx, invite.id, { state: 'revoked' })
    await writeAudit(tx, principal, {
      action: 'invite.revoke',
      subjectKind: 'invite',
      subjectId: invite.id,
      detail: { email: invite.email, role: invite.role },
    })
    return ok(null)
  })
  if (done.ok) ctx.notify('patchbay_live', `${workspaceId}:member:invites`)
  return done
}
