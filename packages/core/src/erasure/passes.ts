import { countMentions } from './count-mentions.ts'
import { eraseDeliveries } from './erase-deliveries.ts'
import { eraseRuns } from './erase-runs.ts'
import { eraseStrays } from './erase-strays.ts'
import { eraseTable } from './erase-table.ts'
import type { Batch, ErasureJob } from './erasure-job.ts'
import { learnOfKin } from './learn-of-kin.ts'
import { RULES } from './rules.ts'

/**
 * Runs first: what they hold tells which of them tell of the person, and before that, what they know of each other's. Strays
 * last: what the others reached is not among them.
 */
export const PASSES: ((job: ErasureJob) => Promise<Batch>)[] = [
  learnOfKin,
  eraseRuns,
  eraseDeliveries,
  ...Object.entries(RULES).map(
    ([table, rule]) =>
      (job: ErasureJob) =>
        eraseTable(job, table, rule),
  ),
  eraseStrays,
  countMentions,
]

export const PASS_COUNT = PASSES.length
