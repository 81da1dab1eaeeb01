import { randomUUID } from 'node:crypto'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { writeAudit } from '../../audit/write-audit.ts'
import type { Principal, Role } from '../../principal.ts'
import { fail, ok, type Result } from '../../result.ts'
import { lockAsker } from '../lock-asker.ts'
import { authorise } from '../permissions.ts'
import { whyNotInvite } from '../role-rules.ts'
import type { TeamContext } from '../team-context.ts'
import { inviteLink } from './invite-link.ts'
import { INVITE_MS } from './send-invite.ts'

/** A link that lets in whoever holds it, once, within seven days. */
export async function createInviteLink(
  ctx: TeamContext,
  principal: Principal,
  input: { role: Role },
): Promise<Result<{ id: string; url: string; expiresAt: Date }>> {
  const allowed = authorise(principal, 'invite.create')
  if (!allowed.ok) return allowed
  if (principal.kind !== 'user') return fail('forbidden', 'Sign in to invite people.')
  const { role } = input
  const { workspaceId, userId: inviterId } = principal
  const expiresAt = new Date(ctx.clock.now().getTime() + INVITE_MS)
  // All of it is random: the id is what the link keeps secret.
  const id = randomUUID()
  const made = await inWorkspace(ctx.db, workspaceId, async (tx): Promise<Result<null>> => {
    const asker = await lockAsker(ctx, tx, { principal, useCase: 'invite.create' })
    if (!asker.ok) return asker
    const refused = whyNotInvite(asker.value.role, role)
    if (refused !== null) return fail('forbidden', refused)
    const rest = { email: null, note: null, proofHash: null, mailId: null, sends: 0 }
    await ctx.people.addInvite(tx, { id, workspaceId, role, inviterId, expiresAt, ...rest })
    await writeAudit(tx, principal, {
      action: 'invite.create',
      subjectKind: 'invite',
      subjectId: id,
      detail: { email: null, role, way: 'link' },
    })
    return ok(null)
  })
  if (!made.ok) return made
  ctx.notify('patchbay_live', `${workspaceId}:member:invites`)
  return ok({ id, url: inviteLink(ctx.settings, id), expiresAt })
}
