import { inWorkspace } from '@patchbay/db/in-workspace'
import { erasure } from '@patchbay/db/schema'
import { and, eq, sql } from 'drizzle-orm'
import { renewWhile } from '../renew-while.ts'
import type { ErasureJob } from './erasure-job.ts'

const LONGEST_MS = 900_000
/** The next renewal makes up for it; where none came in time, the batch finds at its end that it is another's. */
const madeUpFor = () => undefined

/** Of an erasure, while a batch of it is worked on. */
export async function keepErasureLease<T>(job: ErasureJob, work: () => Promise<T>): Promise<T> {
  const { leaseMs: ttlMs } = job
  const kept = renewWhile({ ttlMs, longestMs: LONGEST_MS, onError: madeUpFor }, () =>
    inWorkspace(job.db, job.workspaceId, async (tx) => {
      await tx
        .update(erasure)
        .set({ leasedUntil: sql`now() + ${ttlMs} * interval '1 ms'` })
        .where(and(eq(erasure.id, job.id), eq(erasure.leaseId, job.leaseId)))
    }),
  )
  try {
    return await work()
  } finally {
    await kept.stop()
  }
}
