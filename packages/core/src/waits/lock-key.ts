import type { Queries } from '@patchbay/db/database'
import { sql } from 'drizzle-orm'

/**
 * One at a time for a trigger and key: the event that arrives and the run that begins to wait. Whoever is second sees
 * what the first one wrote.
 */
export async function lockKey(tx: Queries, triggerId: string, keyHash: Buffer): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`${triggerId} ${keyHash.toString('hex')}`}, 0))`)
}
