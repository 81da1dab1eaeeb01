import type { Queries } from '@patchbay/db/database'
import { sql } from 'drizzle-orm'

/** One at a time for each key, until the transaction ends. In one order, so that two never wait for each other in a ring. */
export async function lockOrderKeys(tx: Queries, workspaceId: string, keys: Iterable<string>): Promise<void> {
  for (const key of [...new Set(keys)].sort()) {
    await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`${workspaceId} ${key}`}, 0))`)
  }
}
