import { inWorkspace } from '@patchbay/db/in-workspace'
import { type SystemMailState, systemMail } from '@patchbay/db/schema'
import { inArray } from 'drizzle-orm'
import type { Principal, Role } from '../../principal.ts'
import { ok, type Result } from '../../result.ts'
import { authorise } from '../permissions.ts'
import { rolesToInvite } from '../role-rules.ts'
import type { TeamContext } from '../team-context.ts'
import { inviteLink } from './invite-link.ts'

export type InviteView = {
  id: string
  /** Null: whoever holds the link. */
  email: string | null
  role: Role
  inviter: string
  createdAt: Date
  expiresAt: Date
  expired: boolean
  openedAt: Date | null
  /** Null where who asks could let himself in as more than he is. */
  url: string | null
  /** How far its mail has come; `error` is what the mail server said last. Null for a link. */
  mail: { state: SystemMailState; error: string | null } | null
}

/** Invites that nobody has used yet, those past their time included, newest first. */
export async function listInvites(ctx: TeamContext, principal: Principal): Promise<Result<InviteView[]>> {
  const allowed = authorise(principal, 'invite.read')
  if (!allowed.ok) return allowed
  const given = principal.kind === 'user' ? rolesToInvite(principal.role) : []
  return inWorkspace(ctx.db, principal.workspaceId, async (tx) => {
    const invites = await ctx.people.openInvites(tx, principal.workspaceId)
    const mailIds = invites.flatMap(({ mailId }) => (mailId === null ? [] : [mailId]))
    const mails =
      mailIds.length === 0
        ? []
        : await tx
            .select({ id: systemMail.id, state: systemMail.state, error: systemMail.lastError })
            .from(systemMail)
            .where(inArray(systemMail.id, mailIds))
    return ok(
      invites.map(({ id, email, role, inviter, createdAt, expiresAt, openedAt, mailId }) => {
        const mail = mails.find((one) => one.id === mailId)
        return {
          id,
          email,
          role,
          inviter: inviter.name,
          createdAt,
          expiresAt,
          expired: expiresAt <= ctx.clock.now(),
          openedAt,
          url: given.includes(role) ? inviteLink(ctx.settings, id) : null,
          mail: mail === undefined ? null : { state: mail.state, error: mail.error },
        }
      }),
    )
  })
}
