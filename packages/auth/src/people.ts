import type { Person } from '@patchbay/core/ports/people'
import type { Principal } from '@patchbay/core/principal'
import type { Database } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import * as schema from '@patchbay/db/schema'
import { asc, eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import { createOneAtATime } from './one-at-a-time.ts'

export type NewWorkspace = { id: string; name: string; timeZone: string; owner: Principal }
export type Membership = { workspaceId: string; role: string }

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
      .orderBy(asc(schema.member.createdAt), asc(schema.member.id))

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

    /**
     * The first person's workspace. The workspace comes first and the membership last, so that a crash in between leaves
     * a person without one, and the next request of theirs tries again.
     */
    async settleFirst(
      person: Pick<Person, 'id' | 'name'>,
      wish: { name?: string; timeZone?: string },
    ): Promise<Membership | null> {
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

    /** One sign-up at a time, so that two people cannot both be first, or both come by one invite. */
    oneAtATime: createOneAtATime(db, SIGN_UP_LOCK),
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
