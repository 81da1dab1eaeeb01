import type { Principal } from '@patchbay/core/principal'
import type { Database } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import * as schema from '@patchbay/db/schema'
import { and, eq, gt, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import { toRole } from './roles.ts'

export type Person = { id: string; name: string; email: string }
export type NewWorkspace = { id: string; name: string; timeZone: string; owner: Principal }
export type Membership = { workspaceId: string; role: string }
export type Invitation = { id: string; workspaceId: string; role: string }

// Any numbers will do, as long as nobody else takes them.
const FIRST_WORKSPACE_LOCK = 5_129_774_001
const SIGN_UP_LOCK = 5_129_774_002

export type People = ReturnType<typeof createPeople>

/** Reads and writes of better-auth's tables that its API cannot do in one transaction. */
export function createPeople(db: Database, createWorkspace: (workspace: NewWorkspace) => Promise<void>) {
  const queries = drizzle({ client: db.pool, schema })

  const memberships = (userId: string): Promise<Membership[]> =>
    queries
      .select({ workspaceId: schema.member.organizationId, role: schema.member.role })
      .from(schema.member)
      .where(eq(schema.member.userId, userId))

  const anyOrganization = async (): Promise<boolean> => {
    const rows = await queries.select({ id: schema.organization.id }).from(schema.organization).limit(1)
    return rows.length > 0
  }

  return {
    memberships,

    /** True until somebody has signed up. */
    async nobodyYet(): Promise<boolean> {
      const rows = await queries.select({ id: schema.user.id }).from(schema.user).limit(1)
      return rows.length === 0
    },

    /** An open invitation of that id for that address. */
    async invitationFor(id: string, email: string): Promise<Invitation | null> {
      if (!/^[0-9a-f-]{36}$/.test(id)) return null
      const rows = await queries
        .select({
          id: schema.invitation.id,
          workspaceId: schema.invitation.organizationId,
          role: schema.invitation.role,
        })
        .from(schema.invitation)
        .where(
          and(
            eq(schema.invitation.id, id),
            eq(sql`lower(${schema.invitation.email})`, email.toLowerCase()),
            eq(schema.invitation.status, 'pending'),
            gt(schema.invitation.expiresAt, new Date()),
          ),
        )
      const found = rows[0]
      return found === undefined ? null : { ...found, role: found.role ?? 'viewer' }
    },

    async join(person: Person, invitation: Invitation): Promise<void> {
      await queries.transaction(async (tx) => {
        const taken = await tx
          .update(schema.invitation)
          .set({ status: 'accepted' })
          .where(and(eq(schema.invitation.id, invitation.id), eq(schema.invitation.status, 'pending')))
          .returning({ id: schema.invitation.id })
        if (taken.length === 0) return
        await tx.insert(schema.member).values({
          organizationId: invitation.workspaceId,
          userId: person.id,
          role: toRole(invitation.role) ?? 'viewer',
        })
      })
    },

    /**
     * The first person's workspace. The workspace comes first and the membership last, so that a crash in between leaves
     * a person without one, and the next request of theirs tries again.
     */
    async settleFirst(person: Person, wish: { name?: string; timeZone?: string }): Promise<Membership | null> {
      return tryLock(db, FIRST_WORKSPACE_LOCK, async () => {
        if (await anyOrganization()) return (await memberships(person.id))[0] ?? null
        const id = newId()
        const name = wish.name?.trim() || `${person.name.split(' ')[0] ?? person.name}’s workspace`
        const owner: Principal = { kind: 'user', userId: person.id, name: person.name, workspaceId: id, role: 'owner' }
        await createWorkspace({ id, name, timeZone: wish.timeZone ?? 'UTC', owner })
        await queries.transaction(async (tx) => {
          await tx.insert(schema.organization).values({ id, name, slug: id })
          await tx.insert(schema.member).values({ organizationId: id, userId: person.id, role: 'owner' })
        })
        return { workspaceId: id, role: 'owner' }
      })
    },

    /** Runs one sign-up at a time, so that two people cannot both be first; null when another is under way. */
    oneAtATime: <T>(work: () => Promise<T>): Promise<T | null> => tryLock(db, SIGN_UP_LOCK, work),
  }
}

/** Tries, and never waits: a waiter would hold one of the connections that the holder of the lock still needs. */
async function tryLock<T>(db: Database, key: number, work: () => Promise<T>): Promise<T | null> {
  const client = await db.pool.connect()
  try {
    const got = await client.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1) AS got', [key])
    if (got.rows[0]?.got !== true) return null
    try {
      return await work()
    } finally {
      await client.query('SELECT pg_advisory_unlock($1)', [key])
    }
  } finally {
    client.release()
  }
}
