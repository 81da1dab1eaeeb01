import type { Queries } from '@patchbay/db/database'
import { workspace } from '@patchbay/db/schema'
import { eq } from 'drizzle-orm'
import { inviteLetter } from '../../mail/letters.ts'
import { queueMail } from '../../mail/queue-mail.ts'
import type { Role } from '../../principal.ts'
import type { TeamContext } from '../team-context.ts'
import { inviteLink } from './invite-link.ts'
import { newProof } from './invite-proof.ts'

export const INVITE_DAYS = 7
export const INVITE_MS = INVITE_DAYS * 24 * 60 * 60 * 1000

export type InviteToSend = {
  id: string
  workspaceId: string
  email: string
  role: Role
  note: string | null
  inviter: string
  /** Which sending of this invite it is. */
  send: number
}

/** Queues the mail of an invite; each sending proves the address anew, and the proof of the one before is void. */
export async function sendInvite(
  ctx: TeamContext,
  tx: Queries,
  invite: InviteToSend,
): Promise<{ mailId: string; proofHash: string }> {
  const [found] = await tx.select({ name: workspace.name }).from(workspace).where(eq(workspace.id, invite.workspaceId))
  const { key, hash } = newProof()
  const { id: mailId } = await queueMail(tx, {
    workspaceId: invite.workspaceId,
    to: invite.email,
    kind: 'invite',
    dedupeKey: `invite ${invite.id} ${invite.send}`,
    ttlMs: INVITE_MS,
    ...inviteLetter({
      workspace: found?.name ?? 'a workspace',
      inviter: invite.inviter,
      role: invite.role,
      note: invite.note,
      url: inviteLink(ctx.settings, invite.id, key),
      days: INVITE_DAYS,
    }),
  })
  return { mailId, proofHash: hash }
}
