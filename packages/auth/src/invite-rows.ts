import type { Invite } from '@patchbay/core/ports/people'
import type { Queries } from '@patchbay/db/database'
import { invitation, user } from '@patchbay/db/schema'
import { toRole } from './roles.ts'

/** A transaction or the pool. */
export type Rows = Pick<Queries, 'select'>

export const inviteColumns = {
  id: invitation.id,
  workspaceId: invitation.organizationId,
  email: invitation.email,
  role: invitation.role,
  status: invitation.status,
  note: invitation.note,
  proofHash: invitation.proofHash,
  mailId: invitation.mailId,
  sends: invitation.sends,
  expiresAt: invitation.expiresAt,
  createdAt: invitation.createdAt,
  openedAt: invitation.openedAt,
  acceptedBy: invitation.acceptedBy,
  inviterId: invitation.inviterId,
  inviterName: user.name,
}

type Row = Omit<Invite, 'state' | 'role' | 'inviter'> & {
  status: string
  role: string | null
  inviterId: string
  inviterName: string
}

export function toInvite({ status, role, inviterId, inviterName, ...row }: Row): Invite {
  return {
    ...row,
    role: toRole(role ?? '') ?? 'viewer',
    state: status === 'pending' || status === 'accepted' ? status : 'revoked',
    inviter: { id: inviterId, name: inviterName },
  }
}

/** Anything may stand in a link: only a uuid is asked for. */
export const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
