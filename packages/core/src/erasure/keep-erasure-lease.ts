import { inWorkspace } from '@patchbay/db/in-workspace'
import { erasure } from '@patchbay/db/schema'
import { and, eq, sql } from 'drizzle-orm'
import type { ErasureJob } from './erasure-job.ts'

/** What takes longer is taken to be stuck, though its worker lives. */
const LONGEST_MS = 900_000

/**
 * Renews the lease of an erasure while a batch of it is worked on: one that is only slow would be begun by a second worker,
 * and each would undo the work of the other, for ever. A renewal that fails is made up for by the next; where none came in
 * time, the batch finds at its end that it is another's.
 */
export async function keepErasureLease<T>(job: ErasureJob, work: () => Promise<T>): Promise<T> {
  const endsAt = performance.now() + LONGEST_MS
  const timer = setInterval(() => {
    if (performance.now() > endsAt) clearInterval(timer)
    else renew(job).catch(() => undefined)
  }, job.leaseMs / 3)
  try {
    return await work()
  } finally {
    clearInterval(timer)
  }
}

const renew = (job: ErasureJob) =>
  inWorkspace(job.db, job.workspaceId, (tx) =>
    tx
      .update(erasure)
      .set({ leasedUntil: sql`now() + ${job.leaseMs} * interval '1 ms'` })
      .where(and(eq(erasure.id, job.id), eq(erasure.leaseId, job.leaseId))),
  )
