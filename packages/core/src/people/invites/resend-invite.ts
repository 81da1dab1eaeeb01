import { inWorkspace } from '@patchbay/db/in-workspace'
import { writeAudit } from '../../audit/write-audit.ts'
import type { Principal } from '../../principal.ts'
import { fail, ok, type Result } from '../../result.ts'
import { lockAsker } from '../lock-asker.ts'
import { authorise } from '../permissions.ts'
import { whyNotInvite } from '../role-rules.ts'
import type { TeamContext } from '../team-context.ts'
import { INVITE_MS, sendInvite } from './send-invite.ts'

/** Sends an invite once more, good for seven days from now: one that has ended, too. */
export async function resendInvite(
  ctx: TeamContext,
  principal: Principal,
  input: { inviteId: string },
): Promise<Result<null>> {
  const allowed = authorise(principal, 'invite.create')
  if (!allowed.ok) return allowed
  if (principal.kind !== 'user') return fail('forbidden', 'Sign in to invite people.')
  if (ctx.mail === 'off') return fail('unavailable', 'This Patchbay has no mail server. Copy the link and send that.')
  const { workspaceId } = principal
  const done = await inWorkspace(ctx.db, workspaceId, async (tx): Promise<Result<null>> => {
    const asker = await lockAsker(ctx, tx, { principal, useCase: 'invite.create' })
    if (!asker.ok) return asker
    const invite = await ctx.people.lockInvite(tx, input.inviteId)
    if (invite?.workspaceId !== workspaceId) return fail('not_found', 'This invite does not exist in this workspace.')
    if (invite.state !== 'pending') return fail('conflict', 'This invite was used or revoked. Invite them anew.')
    if (invite.email === null) return fail('invalid', 'A link is not sent by mail. Make a new link instead.')
    const refused = whyNotInvite(asker.value.role, invite.role)
    if (refused !== null) return fail('forbidden', refused)
    const send = invite.sends + 1
    const { id, email, role, note } = invite
    const sent = await sendInvite(ctx, tx, { id, workspaceId, email, role, note, inviter: principal.name, send })
    const expiresAt = new Date(ctx.clock.now().getTime() + INVITE_MS)
    await ctx.people.changeInvite(tx, id, {
      inviterId: principal.userId,
      sends: send,
      expiresAt,
      openedAt: null,
      ...sent,
    })
    await writeAudit(tx, principal, {
      action: 'invite.create',
      subjectKind: 'invite',
      subjectId: id,
      detail: { email, role, way: 'mail', again: true },
    })
    return ok(null)
  })
  if (done.ok) {
    ctx.notify('patchbay_inbox', 'mail')
    ctx.notify('patchbay_live', `${workspaceId}:member:invites`)
  }
  return done
}
