import type { Invite, Member, PeoplePort } from '@patchbay/core/ports/people'
import type { Database } from '@patchbay/db/database'
import * as schema from '@patchbay/db/schema'
import { and, asc, desc, eq, gt, inArray, ne, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import { inviteColumns, isId, type Rows, toInvite } from './invite-rows.ts'
import { toRole } from './roles.ts'

const { invitation, member, organization, session, user } = schema

const ROLE_ORDER = ['owner', 'admin', 'editor', 'operator', 'viewer']

/** Core's port on better-auth's tables. What takes a transaction is part of it. */
export function createPeoplePort(db: Database): PeoplePort {
  const queries = drizzle({ client: db.pool, schema })
  return { ...membersPort(), ...invitesPort(queries), ...accountsPort(queries), ...workspacesPort(queries) }
}

type Queries = ReturnType<typeof drizzle<typeof schema>>

type MembersPort = Pick<
  PeoplePort,
  'members' | 'lockMembers' | 'addMember' | 'setRole' | 'removeMember' | 'names' | 'confirmAddress'
>

function membersPort(): MembersPort {
  const one = (of: { workspaceId: string; userId: string }) =>
    and(eq(member.organizationId, of.workspaceId), eq(member.userId, of.userId))
  const load = async (tx: Rows, workspaceId: string): Promise<Member[]> => {
    const lastSeenAt = sql<string | null>`(SELECT max(s.last_seen_at) FROM ${session} s WHERE s.user_id = ${user.id})`
    const rows = await tx
      .select({
        userId: user.id,
        name: user.name,
        email: user.email,
        role: member.role,
        joinedAt: member.createdAt,
        lastSeenAt: lastSeenAt.mapWith(session.lastSeenAt),
      })
      .from(member)
      .innerJoin(user, eq(user.id, member.userId))
      .where(eq(member.organizationId, workspaceId))
      .orderBy(asc(user.name))
    return rows
      .map((row) => ({ ...row, role: toRole(row.role) ?? 'viewer' }))
      .toSorted((a, b) => ROLE_ORDER.indexOf(a.role) - ROLE_ORDER.indexOf(b.role))
  }
  return {
    members: load,
    async lockMembers(tx, workspaceId) {
      // In one order, so that two who lock the same never wait for each other in a ring.
      await tx
        .select({ id: member.id })
        .from(member)
        .where(eq(member.organizationId, workspaceId))
        .orderBy(asc(member.id))
        .for('update')
      return load(tx, workspaceId)
    },
    async addMember(tx, { workspaceId, userId, role }) {
      await tx.insert(member).values({ organizationId: workspaceId, userId, role }).onConflictDoNothing()
    },
    async setRole(tx, { role, ...of }) {
      await tx.update(member).set({ role }).where(one(of))
    },
    async removeMember(tx, of) {
      await tx.delete(member).where(one(of))
      await tx
        .update(session)
        .set({ activeOrganizationId: null })
        .where(and(eq(session.userId, of.userId), eq(session.activeOrganizationId, of.workspaceId)))
    },
    async names(tx, userIds) {
      if (userIds.length === 0) return new Map()
      const rows = await tx
        .select({ id: user.id, name: user.name })
        .from(user)
        .where(inArray(user.id, [...userIds]))
      return new Map(rows.map(({ id, name }) => [id, name]))
    },
    async confirmAddress(tx, userId) {
      await tx.update(user).set({ emailVerified: true, updatedAt: sql`now()` }).where(eq(user.id, userId))
    },
  }
}

type InvitesPort = Pick<
  PeoplePort,
  'openInvites' | 'lockInvite' | 'addInvite' | 'changeInvite' | 'revokeInvitesBy' | 'findInvite' | 'invitesTo'
>

function invitesPort(queries: Queries): InvitesPort {
  const rows = (tx: Rows) =>
    tx.select(inviteColumns).from(invitation).innerJoin(user, eq(user.id, invitation.inviterId))
  return {
    async openInvites(tx, workspaceId) {
      const found = await rows(tx)
        .where(and(eq(invitation.organizationId, workspaceId), eq(invitation.status, 'pending')))
        .orderBy(desc(invitation.createdAt))
      return found.map(toInvite)
    },
    async lockInvite(tx, id) {
      if (!isId(id)) return null
      const [found] = await rows(tx).where(eq(invitation.id, id)).for('update', { of: invitation })
      return found === undefined ? null : toInvite(found)
    },
    async addInvite(tx, { workspaceId, ...invite }) {
      await tx.insert(invitation).values({ ...invite, organizationId: workspaceId })
    },
    async changeInvite(tx, id, { state, ...change }) {
      const accepted = state === 'accepted' ? { acceptedAt: sql`now()` } : {}
      const status = state === undefined ? {} : { status: STATUS[state] }
      await tx
        .update(invitation)
        .set({ ...change, ...status, ...accepted })
        .where(eq(invitation.id, id))
    },
    async revokeInvitesBy(tx, { workspaceId, userId }) {
      const ended = await tx
        .update(invitation)
        .set({ status: STATUS.revoked })
        .where(
          and(
            eq(invitation.organizationId, workspaceId),
            eq(invitation.inviterId, userId),
            eq(invitation.status, 'pending'),
          ),
        )
        .returning({ id: invitation.id })
      return ended.length
    },
    async findInvite(id) {
      if (!isId(id)) return null
      const [found] = await queries
        .select({ ...inviteColumns, workspaceName: organization.name })
        .from(invitation)
        .innerJoin(user, eq(user.id, invitation.inviterId))
        .innerJoin(organization, eq(organization.id, invitation.organizationId))
        .where(eq(invitation.id, id))
      return found === undefined ? null : { ...toInvite(found), workspaceName: found.workspaceName }
    },
    async invitesTo(email) {
      const found = await queries
        .select({ id: invitation.id, role: invitation.role, workspaceName: organization.name })
        .from(invitation)
        .innerJoin(organization, eq(organization.id, invitation.organizationId))
        .where(
          and(
            eq(sql`lower(${invitation.email})`, email.toLowerCase()),
            eq(invitation.status, 'pending'),
            gt(invitation.expiresAt, sql`now()`),
          ),
        )
        .orderBy(asc(invitation.createdAt))
      return found.map((one) => ({ ...one, role: toRole(one.role ?? '') ?? 'viewer' }))
    },
  }
}

/** As better-auth writes them. */
const STATUS: Record<Invite['state'], string> = { pending: 'pending', accepted: 'accepted', revoked: 'canceled' }

type AccountsPort = Pick<PeoplePort, 'isAccount' | 'rename' | 'sessions' | 'endSession' | 'endOtherSessions'>

function accountsPort(queries: Queries): AccountsPort {
  return {
    async isAccount(email) {
      const rows = await queries
        .select({ id: user.id })
        .from(user)
        .where(eq(sql`lower(${user.email})`, email.toLowerCase()))
      return rows.length > 0
    },
    async rename(userId, name) {
      await queries.update(user).set({ name, updatedAt: sql`now()` }).where(eq(user.id, userId))
    },
    async sessions(userId) {
      const seen = sql<Date>`coalesce(${session.lastSeenAt}, ${session.updatedAt})`.mapWith(session.updatedAt)
      return queries
        .select({ id: session.id, userAgent: session.userAgent, createdAt: session.createdAt, lastSeenAt: seen })
        .from(session)
        .where(and(eq(session.userId, userId), gt(session.expiresAt, sql`now()`)))
        .orderBy(desc(seen))
    },
    async endSession(userId, sessionId) {
      if (!isId(sessionId)) return false
      const ended = await queries
        .delete(session)
        .where(and(eq(session.userId, userId), eq(session.id, sessionId)))
        .returning({ id: session.id })
      return ended.length > 0
    },
    async endOtherSessions(userId, kept) {
      const ended = await queries
        .delete(session)
        .where(and(eq(session.userId, userId), ne(session.id, kept)))
        .returning({ id: session.id })
      return ended.length
    },
  }
}

type WorkspacesPort = Pick<PeoplePort, 'workspacesOf' | 'addWorkspace' | 'renameWorkspace' | 'openWorkspace'>

function workspacesPort(queries: Queries): WorkspacesPort {
  return {
    async workspacesOf(userId) {
      const rows = await queries
        .select({ id: organization.id, name: organization.name, role: member.role })
        .from(member)
        .innerJoin(organization, eq(organization.id, member.organizationId))
        .where(eq(member.userId, userId))
        .orderBy(asc(member.createdAt), asc(member.id))
      return rows.flatMap((row) => {
        const role = toRole(row.role)
        return role === null ? [] : [{ ...row, role }]
      })
    },
    async addWorkspace(tx, { id, name, ownerId }) {
      await tx.insert(organization).values({ id, name, slug: id })
      await tx.insert(member).values({ organizationId: id, userId: ownerId, role: 'owner' })
    },
    async renameWorkspace(tx, { id, name }) {
      await tx.update(organization).set({ name }).where(eq(organization.id, id))
    },
    async openWorkspace(sessionId, workspaceId) {
      await queries.update(session).set({ activeOrganizationId: workspaceId }).where(eq(session.id, sessionId))
    },
  }
}
