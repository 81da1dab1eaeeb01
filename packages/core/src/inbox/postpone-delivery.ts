import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { delivery } from '@patchbay/db/schema'
import { and, eq, sql } from 'drizzle-orm'
import type { LeasedTarget } from './expand-delivery.ts'

const SHORTEST_MS = 500
const LONGEST_MS = 60_000
/** What fails for so long and so often is not going to pass; runs that go in order must not wait for it for ever. */
const GIVEN_UP_AFTER_MS = 3_600_000
const GIVEN_UP_FAILURES = 30
const GIVEN_UP =
  'It could not be unpacked for an hour; the log of the worker says why. Its body is kept; replay it once the cause is mended.'

/**
 * Gives a lease back after a failure that ended no worker, so it does not count towards poison. The event comes again,
 * later each time: after a quarter of the time that it has waited already. After an hour it is dead, and can be replayed.
 */
export async function postponeDelivery(db: Database, target: LeasedTarget): Promise<void> {
  await inWorkspace(db, target.workspaceId, async (tx) => {
    const mine = and(eq(delivery.id, target.id), eq(delivery.leaseId, target.leaseId), eq(delivery.state, 'accepted'))
    const [row] = await tx
      .update(delivery)
      .set({
        leasedUntil: sql`now()`,
        leaseCount: sql`greatest(lease_count - 1, 0)`,
        failures: sql`failures + 1`,
        dueAt: sql`now() + least(greatest((now() - received_at) / 4, ${SHORTEST_MS} * interval '1 ms'), ${LONGEST_MS} * interval '1 ms')`,
      })
      .where(mine)
      .returning({
        over: sql<boolean>`failures >= ${GIVEN_UP_FAILURES} AND received_at < now() - ${GIVEN_UP_AFTER_MS} * interval '1 ms'`,
      })
    if (!row?.over) return
    await tx
      .update(delivery)
      .set({ state: 'dead', reasonCode: 'unpack_failed', reason: GIVEN_UP, leaseId: null, leasedUntil: null })
      .where(mine)
  })
}
