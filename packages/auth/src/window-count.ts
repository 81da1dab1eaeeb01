import type { Database } from '@patchbay/db/database'
import * as schema from '@patchbay/db/schema'
import { eq, lte, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'

/** Anybody can make up names to be counted by: what has ended is looked for now and then, not with each. */
const SWEEP_MS = 60_000

type Window = { nowMs: number; windowMs: number; most: number }

/** Counts what goes by a name, in windows that begin with the first and end by the clock, however many come meanwhile. */
export function createWindowCount(db: Database) {
  const queries = drizzle({ client: db.pool, schema })
  const { rateLimit } = schema
  let sweptMs = 0
  return {
    /** Counted at once, so that two at the same moment count as two. Seconds until the next is allowed; 0 when this one is. */
    async take(key: string, { nowMs, windowMs, most }: Window): Promise<number> {
      const ended = sql`${rateLimit.lastRequest} <= ${nowMs}`
      // The library's name for the column: it holds the window's end.
      const [row] = await queries
        .insert(rateLimit)
        .values({ key, count: 1, lastRequest: nowMs + windowMs })
        .onConflictDoUpdate({
          target: rateLimit.key,
          set: {
            count: sql`CASE WHEN ${ended} THEN 1 ELSE ${rateLimit.count} + 1 END`,
            lastRequest: sql`CASE WHEN ${ended} THEN ${nowMs + windowMs} ELSE ${rateLimit.lastRequest} END`,
          },
        })
        .returning({ count: rateLimit.count, endsMs: rateLimit.lastRequest })
      if (nowMs - sweptMs >= SWEEP_MS) {
        sweptMs = nowMs
        await queries.delete(rateLimit).where(lte(rateLimit.lastRequest, nowMs))
      }
      if (row === undefined || row.count <= most) return 0
      return Math.max(1, Math.ceil((row.endsMs - nowMs) / 1000))
    },
    async forget(key: string): Promise<void> {
      await queries.delete(rateLimit).where(eq(rateLimit.key, key))
    },
  }
}
