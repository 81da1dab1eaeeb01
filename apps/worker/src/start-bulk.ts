import { type BulkWork, workBulkJob } from '@patchbay/core/bulk/work-bulk-job'
import { findBulkJobs, purgeBulkJobs } from '@patchbay/db/bulk-functions'
import type { Database } from '@patchbay/db/database'
import { type Loop, startLoop } from './loop.ts'

const WORK_MS = 1_000
/** Between two turns of a job whose runs are under way: the next may begin when one of them is through. */
const TURN_MS = 250
const PURGE_MS = 3_600_000
const KEPT_DAYS = 30
const JOBS = 20

export type BulkLoops = { loops: Loop[]; wake: () => void }

/** Works off what people do to many runs at once: a turn of each job, again and again while there is one. */
export function startBulk(
  db: Database,
  work: BulkWork,
  failing: (what: string) => (error: unknown) => void,
): BulkLoops {
  const working = startLoop(
    WORK_MS,
    async () => {
      const jobs = await findBulkJobs(db, JOBS)
      const failed = failing('A bulk job was not worked; it goes on with the next turn')
      const turns = await Promise.all(
        jobs.map((job) =>
          workBulkJob(work, job).catch((error: unknown) => {
            failed(error)
            return null
          }),
        ),
      )
      if (turns.every((turn) => turn === null || turn.over)) return false
      await new Promise((resolve) => setTimeout(resolve, TURN_MS))
      return true
    },
    failing('Bulk jobs were not looked for'),
  )
  const purging = startLoop(
    PURGE_MS,
    async () => (await purgeBulkJobs(db, { days: KEPT_DAYS, batch: 100 })) > 0,
    failing('Old bulk jobs were not removed'),
  )
  return { loops: [working, purging], wake: working.wake }
}
