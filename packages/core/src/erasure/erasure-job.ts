import type { Database, Queries } from '@patchbay/db/database'
import { type ErasureCounts, type ErasurePosition, erasure } from '@patchbay/db/schema'
import { and, eq, sql } from 'drizzle-orm'
import type { Person } from './person.ts'

/** One erasure as its worker of the moment holds it. */
export type ErasureJob = {
  db: Database
  id: string
  workspaceId: string
  leaseId: string
  person: Person
  /** Only counts. */
  dry: boolean
  /** What came in later is another matter. */
  until: Date
  position: ErasurePosition
}

/** What a batch came to. `after`: the last key of the window that it looked through; null at the end of the pass. */
export type Batch = { counts: ErasureCounts; openRuns: string[]; after: string | null }

/** Rows of a table that a batch looks through at most. */
export const WINDOW = 2_000

/** A batch takes a second or two; one whose worker died is begun again after this long. */
export const ERASURE_LEASE_MS = 40_000

/**
 * Writes down how far the work has come, in the transaction of what was changed. Throws when it is not this worker's any
 * more, or was stopped: then nothing of the batch happens.
 */
export async function saveProgress(tx: Queries, job: ErasureJob, batch: Batch): Promise<void> {
  const counted = job.dry ? erasure.found : erasure.erased
  const [before] = await tx
    .select({ counts: counted, openRuns: erasure.openRuns })
    .from(erasure)
    .where(
      and(
        eq(erasure.id, job.id),
        eq(erasure.leaseId, job.leaseId),
        eq(erasure.state, job.dry ? 'counting' : 'erasing'),
      ),
    )
    .for('update')
  if (before === undefined) throw new NotOurs()
  const counts = { ...before.counts }
  for (const [table, rows] of Object.entries(batch.counts)) if (rows > 0) counts[table] = (counts[table] ?? 0) + rows
  const position: ErasurePosition =
    batch.after === null
      ? { pass: job.position.pass + 1, after: null }
      : { pass: job.position.pass, after: batch.after }
  await tx
    .update(erasure)
    .set({
      position,
      openRuns: [...new Set([...before.openRuns, ...batch.openRuns])],
      leasedUntil: sql`now() + ${ERASURE_LEASE_MS} * interval '1 ms'`,
      ...(job.dry ? { found: counts } : { erased: counts }),
    })
    .where(eq(erasure.id, job.id))
  job.position = position
}

/** Another worker has taken it over, or a person has stopped it. */
export class NotOurs extends Error {
  constructor() {
    super('This erasure is not in this worker’s hands any more')
    this.name = 'NotOurs'
  }
}
