import type { Database } from '@patchbay/db/database'
import * as schema from '@patchbay/db/schema'
import { eq, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import { LRUCache } from 'lru-cache'

const EVERY_MS = 60_000

/** Writes down when a session was used last, once a minute a process: a page asks many times a second. */
export function createSeenKeeper(db: Database) {
  const queries = drizzle({ client: db.pool, schema })
  const noted = new LRUCache<string, true>({ max: 10_000, ttl: EVERY_MS })
  return {
    async note(sessionId: string): Promise<void> {
      if (noted.has(sessionId)) return
      noted.set(sessionId, true)
      await queries.update(schema.session).set({ lastSeenAt: sql`now()` }).where(eq(schema.session.id, sessionId))
    },
  }
}
