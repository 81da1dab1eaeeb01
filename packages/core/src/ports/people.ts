import type { Queries } from '@patchbay/db/database'
import type { Role } from '../principal.ts'

/** Somebody signed in, with or without a workspace. */
export type Person = {
  id: string
  name: string
  email: string
  /** They have shown that mail to the address reaches them. */
  emailVerified: boolean
  /** The session they ask with. */
  sessionId: string
}

export type Member = {
  userId: string
  name: string
  email: string
  role: Role
  joinedAt: Date
  /** To the minute; null when they have not been here since that is written down. */
  lastSeenAt: Date | null
}

export type Invite = {
  id: string
  workspaceId: string
  /** Null: whoever holds the link, once. */
  email: string | null
  role: Role
  state: 'pending' | 'accepted' | 'revoked'
  note: string | null
  proofHash: string | null
  mailId: string | null
  /** How often it was sent by mail. */
  sends: number
  expiresAt: Date
  createdAt: Date
  openedAt: Date | null
  acceptedBy: string | null
  inviter: { id: string; name: string }
}

export type NewInvite = Pick<
  Invite,
  'id' | 'workspaceId' | 'email' | 'role' | 'note' | 'proofHash' | 'mailId' | 'sends' | 'expiresAt'
> & { inviterId: string }

export type InviteChange = Partial<
  Pick<Invite, 'state' | 'role' | 'note' | 'proofHash' | 'mailId' | 'sends' | 'expiresAt' | 'openedAt' | 'acceptedBy'>
> & {
  /** Whose it is from now on: it ends with their right to invite. */
  inviterId?: string
}

export type Session = {
  id: string
  /** As the browser calls itself. */
  userAgent: string | null
  createdAt: Date
  lastSeenAt: Date
}

/**
 * Accounts, members and invites: tables of the account library, which only `auth` touches. What takes `tx` is part of
 * the caller's transaction, so that a change and its audit entry stand or fall together.
 */
export type PeoplePort = {
  /** By role, then by name. */
  members(tx: Queries, workspaceId: string): Promise<Member[]>
  /** The same, each held until the transaction ends: two owners cannot both be the one who leaves. */
  lockMembers(tx: Queries, workspaceId: string): Promise<Member[]>
  addMember(tx: Queries, member: { workspaceId: string; userId: string; role: Role }): Promise<void>
  setRole(tx: Queries, member: { workspaceId: string; userId: string; role: Role }): Promise<void>
  removeMember(tx: Queries, member: { workspaceId: string; userId: string }): Promise<void>
  /** Names by id, of those who are known. */
  names(tx: Queries, userIds: readonly string[]): Promise<Map<string, string>>

  /** Newest first, without those accepted. */
  openInvites(tx: Queries, workspaceId: string): Promise<Invite[]>
  lockInvite(tx: Queries, id: string): Promise<Invite | null>
  addInvite(tx: Queries, invite: NewInvite): Promise<void>
  changeInvite(tx: Queries, id: string, change: InviteChange): Promise<void>
  /** Ends what somebody has sent out and nobody used; how many there were. */
  revokeInvitesBy(tx: Queries, inviter: { workspaceId: string; userId: string }): Promise<number>
  /** From any workspace: its id is what the link says. */
  findInvite(id: string): Promise<(Invite & { workspaceName: string }) | null>
  /** Open invites by mail to an address, in any workspace. */
  invitesTo(email: string): Promise<{ id: string; workspaceName: string; role: Role }[]>

  isAccount(email: string): Promise<boolean>
  confirmAddress(tx: Queries, userId: string): Promise<void>
  rename(userId: string, name: string): Promise<void>

  /** Oldest membership first. */
  workspacesOf(userId: string): Promise<{ id: string; name: string; role: Role }[]>
  addWorkspace(tx: Queries, workspace: { id: string; name: string; ownerId: string }): Promise<void>
  renameWorkspace(tx: Queries, workspace: { id: string; name: string }): Promise<void>
  /** From the next request on the session acts in that workspace. */
  openWorkspace(sessionId: string, workspaceId: string): Promise<void>

  /** Those that have not ended, last seen first. */
  sessions(userId: string): Promise<Session[]>
  /** False when the person has no such session. */
  endSession(userId: string, sessionId: string): Promise<boolean>
  /** How many there were. */
  endOtherSessions(userId: string, keptSessionId: string): Promise<number>
}
