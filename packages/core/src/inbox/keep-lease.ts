import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { delivery } from '@patchbay/db/schema'
import { and, eq, sql } from 'drizzle-orm'
import { type Renewing, renewWhile } from '../renew-while.ts'
import type { LeasedTarget } from './expand-delivery.ts'

const LONGEST_MS = 300_000

/** Of a delivery, while it is unpacked: one with many items on a busy machine would end as poison. */
export function keepLease(db: Database, target: LeasedTarget, { ttlMs, onError }: Omit<Renewing, 'longestMs'>) {
  return renewWhile({ ttlMs, longestMs: LONGEST_MS, onError }, () =>
    inWorkspace(db, target.workspaceId, async (tx) => {
      await tx
        .update(delivery)
        .set({ leasedUntil: sql`now() + ${ttlMs} * interval '1 ms'` })
        .where(and(eq(delivery.id, target.id), eq(delivery.leaseId, target.leaseId), eq(delivery.state, 'accepted')))
    }),
  )
}
