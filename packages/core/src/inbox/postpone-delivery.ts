import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { delivery } from '@patchbay/db/schema'
import { and, eq, sql } from 'drizzle-orm'
import type { LeasedTarget } from './expand-delivery.ts'

const SHORTEST_MS = 500
const LONGEST_MS = 60_000

/**
 * Gives a lease back after a failure that ended no worker, so it does not count towards poison. The event comes again,
 * later each time: after a quarter of the time that it has waited already.
 */
export async function postponeDelivery(db: Database, target: LeasedTarget): Promise<void> {
  await inWorkspace(db, target.workspaceId, (tx) =>
    tx
      .update(delivery)
      .set({
        leasedUntil: sql`now()`,
        leaseCount: sql`greatest(lease_count - 1, 0)`,
        dueAt: sql`now() + least(greatest((now() - received_at) / 4, ${SHORTEST_MS} * interval '1 ms'), ${LONGEST_MS} * interval '1 ms')`,
      })
      .where(and(eq(delivery.id, target.id), eq(delivery.leaseId, target.leaseId))),
  )
}
