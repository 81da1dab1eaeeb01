import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { delivery } from '@patchbay/db/schema'
import { and, eq, sql } from 'drizzle-orm'
import type { LeasedTarget } from './expand-delivery.ts'

const LONGEST_MS = 60_000

/** Gives a lease back early after a failure that is not the event's: it comes again a little later each time. */
export async function postponeDelivery(db: Database, target: LeasedTarget, leaseCount: number): Promise<void> {
  const delayMs = Math.min(LONGEST_MS, 500 * 2 ** leaseCount)
  await inWorkspace(db, target.workspaceId, (tx) =>
    tx
      .update(delivery)
      .set({
        leasedUntil: sql`now()`,
        dueAt: sql`now() + ${delayMs} * interval '1 ms'`,
      })
      .where(and(eq(delivery.id, target.id), eq(delivery.leaseId, target.leaseId))),
  )
}
