import { randomUUID } from 'node:crypto'
import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { z } from 'zod'
import { writeAudit } from '../../audit/write-audit.ts'
import type { Invite } from '../../ports/people.ts'
import type { Principal, Role } from '../../principal.ts'
import { fail, ok, type Result } from '../../result.ts'
import { type Asker, lockAsker } from '../lock-asker.ts'
import { authorise } from '../permissions.ts'
import { whyNotInvite } from '../role-rules.ts'
import type { TeamContext } from '../team-context.ts'
import { INVITE_MS, sendInvite } from './send-invite.ts'

export type NewInvites = { emails: string[]; role: Role; note?: string | null | undefined }

/** `again`: there was an open invite to the address; it was renewed and sent once more. */
export type Invited = { email: string; outcome: 'sent' | 'again' | 'member' }

const MOST = 50
/** More would be a mailing list: whoever gets one has not asked for it. */
const MOST_OPEN = 200
const NOTE_LENGTH = 500
const Email = z.email().max(254)

/**
 * Invites people by mail: each link works once, for that address, for seven days. Who is a member already is left out.
 * The mails are queued in the same transaction, so an invite is not lost while the mail server is away.
 */
export async function createInvites(
  ctx: TeamContext,
  principal: Principal,
  input: NewInvites,
): Promise<Result<Invited[]>> {
  const allowed = authorise(principal, 'invite.create')
  if (!allowed.ok) return allowed
  if (principal.kind !== 'user') return fail('forbidden', 'Sign in to invite people.')
  const wrong = whatIsWrong(ctx, input)
  if (wrong !== null) return wrong
  const emails = [...new Set(input.emails.map((email) => email.trim().toLowerCase()))]
  const note = input.note?.trim() || null
  const { workspaceId } = principal
  const invited = await inWorkspace(ctx.db, workspaceId, async (tx): Promise<Result<Invited[]>> => {
    const asker = await lockAsker(ctx, tx, { principal, useCase: 'invite.create' })
    if (!asker.ok) return asker
    const { members, role } = asker.value
    const refused = whyNotInvite(role, input.role)
    if (refused !== null) return fail('forbidden', refused)
    const open = await ctx.people.openInvites(tx, workspaceId)
    if (open.length + emails.length > MOST_OPEN) {
      return fail('conflict', `A workspace has at most ${MOST_OPEN} open invites. Revoke some that nobody uses.`)
    }
    const outcomes: Invited[] = []
    for (const email of emails) {
      if (members.some((member) => member.email.toLowerCase() === email)) {
        outcomes.push({ email, outcome: 'member' })
        continue
      }
      const before = open.find((invite) => invite.email?.toLowerCase() === email)
      await inviteOne(ctx, tx, { by: principal, email, role: input.role, note, before })
      outcomes.push({ email, outcome: before === undefined ? 'sent' : 'again' })
    }
    return ok(outcomes)
  })
  if (!invited.ok) return invited
  ctx.notify('patchbay_inbox', 'mail')
  ctx.notify('patchbay_live', `${workspaceId}:member:invites`)
  return invited
}

function whatIsWrong(ctx: TeamContext, input: NewInvites): ReturnType<typeof fail> | null {
  if (ctx.mail === 'off') {
    return fail(
      'unavailable',
      'This Patchbay has no mail server, so it cannot send invites. Make a link and send that.',
    )
  }
  if (input.emails.length === 0) return fail('invalid', 'Type at least one e-mail address.')
  if (input.emails.length > MOST) return fail('invalid', `Invite at most ${MOST} people at a time.`)
  if ((input.note ?? '').length > NOTE_LENGTH) return fail('invalid', `The note may have up to ${NOTE_LENGTH} letters.`)
  const bad = input.emails.find((email) => !Email.safeParse(email.trim()).success)
  return bad === undefined ? null : fail('invalid', `“${bad.slice(0, 80)}” is not an e-mail address.`)
}

type One = { by: Asker; email: string; role: Role; note: string | null; before: Invite | undefined }

async function inviteOne(ctx: TeamContext, tx: Queries, one: One): Promise<void> {
  const { by, email, role, note, before } = one
  const { workspaceId } = by
  const id = before?.id ?? randomUUID()
  const send = (before?.sends ?? 0) + 1
  const sent = await sendInvite(ctx, tx, { id, workspaceId, email, role, note, inviter: by.name, send })
  const expiresAt = new Date(ctx.clock.now().getTime() + INVITE_MS)
  if (before === undefined) {
    await ctx.people.addInvite(tx, {
      id,
      workspaceId,
      email,
      role,
      note,
      inviterId: by.userId,
      sends: send,
      expiresAt,
      ...sent,
    })
  } else {
    await ctx.people.changeInvite(tx, id, {
      inviterId: by.userId,
      role,
      note,
      sends: send,
      expiresAt,
      openedAt: null,
      ...sent,
    })
  }
  await writeAudit(tx, by, {
    action: 'invite.create',
    subjectKind: 'invite',
    subjectId: id,
    detail: { email, role, way: 'mail', ...(before === undefined ? {} : { again: true }) },
  })
}
