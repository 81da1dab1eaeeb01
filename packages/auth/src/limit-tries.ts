import { createHash } from 'node:crypto'
import type { Database } from '@patchbay/db/database'
import * as schema from '@patchbay/db/schema'
import { eq, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'

const MAX_TRIES = 10
const WINDOW_MS = 10 * 60_000

export type TryLimit = ReturnType<typeof createTryLimit>

/**
 * Tries at one e-mail address (or another thing that has a name), whoever makes them from wherever: counted before the password is looked at, so that
 * tries at the same moment count too, and forgotten when one succeeds. Addresses nobody has count alike, so the answer
 * tells nothing about who has an account.
 */
export function createTryLimit(db: Database) {
  const queries = drizzle({ client: db.pool, schema })
  const { rateLimit } = schema
  return {
    /** Seconds until the next try is allowed; 0 when this one is. */
    async take(email: string, nowMs: number, maxTries = MAX_TRIES): Promise<number> {
      const ended = sql`${rateLimit.lastRequest} <= ${nowMs}`
      // better-auth clears rows of this table whose last request is old. These hold the window's end, so it spares them.
      const [row] = await queries
        .insert(rateLimit)
        .values({ key: keyOf(email), count: 1, lastRequest: nowMs + WINDOW_MS })
        .onConflictDoUpdate({
          target: rateLimit.key,
          set: {
            count: sql`CASE WHEN ${ended} THEN 1 ELSE ${rateLimit.count} + 1 END`,
            lastRequest: sql`CASE WHEN ${ended} THEN ${nowMs + WINDOW_MS} ELSE ${rateLimit.lastRequest} END`,
          },
        })
        .returning({ count: rateLimit.count, endsMs: rateLimit.lastRequest })
      if (row === undefined || row.count <= maxTries) return 0
      return Math.max(1, Math.ceil((row.endsMs - nowMs) / 1000))
    },
    async forget(email: string): Promise<void> {
      await queries.delete(rateLimit).where(eq(rateLimit.key, keyOf(email)))
    },
  }
}

/** A digest: the table is no list of the addresses that people tried. */
const keyOf = (email: string): string =>
  `email ${createHash('sha256').update(email.trim().toLowerCase()).digest('base64url')}`
