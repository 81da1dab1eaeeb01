import type { Database, Queries } from '@patchbay/db/database'
import { type ErasureCounts, type ErasurePosition, erasure } from '@patchbay/db/schema'
import { eq, sql } from 'drizzle-orm'
import type { Person } from './person.ts'

/** One erasure as its worker of the moment holds it. */
export type ErasureJob = {
  db: Database
  id: string
  workspaceId: string
  leaseId: string
  leaseMs: number
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

/** A batch whose worker died is begun again after this long; while it is worked on, its lease is renewed. */
export const ERASURE_LEASE_MS = 40_000

/**
 * Writes down how far the work has come, in the transaction of what was changed. Throws when it is not this worker's any
 * more, or was stopped: then nothing of the batch happens.
 */
export async function saveProgress(tx: Queries, job: ErasureJob, batch: Batch): Promise<void> {
  const counted = job.dry ? erasure.found : erasure.erased
  const [before] = await tx
    .select({ counts: counted, openRuns: erasure.openRuns, leaseId: erasure.leaseId, state: erasure.state })
    .from(erasure)
    .where(eq(erasure.id, job.id))
    .for('update')
  if (before === undefined || before.state === 'stopped') throw new Stopped()
  if (before.leaseId !== job.leaseId || before.state !== (job.dry ? 'counting' : 'erasing')) throw new NotOurs()
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
      leasedUntil: sql`now() + ${job.leaseMs} * interval '1 ms'`,
      ...(job.dry ? { found: counts } : { erased: counts }),
    })
    .where(eq(erasure.id, job.id))
  job.position = position
}

/** A person has stopped it, or its workspace is gone. */
export class Stopped extends Error {
  constructor() {
    super('This erasure was stopped')
    this.name = 'Stopped'
  }
}

/** Another worker has taken it over. */
class NotOurs extends Error {
  constructor() {
    super('This erasure is not in this worker’s hands any more: another one goes on with it')
    this.name = 'NotOurs'
  }
}
