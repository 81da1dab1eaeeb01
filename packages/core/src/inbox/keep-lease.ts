import { setTimeout as wait } from 'node:timers/promises'
import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { delivery } from '@patchbay/db/schema'
import { and, eq, sql } from 'drizzle-orm'
import type { LeasedTarget } from './expand-delivery.ts'

/** What takes longer is taken to be stuck, though its worker lives. */
const LONGEST_MS = 300_000

/**
 * Renews the lease of a delivery while it is being unpacked: one that is only slow, with many items on a busy machine,
 * would be begun by a second worker, and each would undo the work of the other until it counts as poison.
 */
export function keepLease(
  db: Database,
  target: LeasedTarget,
  { ttlMs, onError }: { ttlMs: number; onError: (error: unknown) => void },
): {
  /** Resolves once nothing is renewed any more: the lease can be given back. */
  stop: () => Promise<void>
} {
  const endsAt = performance.now() + LONGEST_MS
  const renewing = new Set<Promise<void>>()
  const timer = setInterval(() => {
    if (performance.now() > endsAt) clearInterval(timer)
    else {
      const one = renew(db, target, ttlMs)
        .catch(onError)
        .finally(() => renewing.delete(one))
      renewing.add(one)
    }
  }, ttlMs / 3)
  return {
    async stop() {
      clearInterval(timer)
      // One that hangs on a dead connection holds nobody up for longer than a lease.
      if (renewing.size > 0) await Promise.race([Promise.all(renewing), wait(ttlMs, undefined, { ref: false })])
    },
  }
}

const renew = (db: Database, target: LeasedTarget, ttlMs: number): Promise<void> =>
  inWorkspace(db, target.workspaceId, async (tx) => {
    await tx
      .update(delivery)
      .set({ leasedUntil: sql`now() + ${ttlMs} * interval '1 ms'` })
      .where(and(eq(delivery.id, target.id), eq(delivery.leaseId, target.leaseId), eq(delivery.state, 'accepted')))
  })
