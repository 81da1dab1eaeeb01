import type { Database } from '@patchbay/db/database'
import { finishRun } from './finish-run.ts'
import type { RunTarget } from './run-target.ts'

const WHY = {
  poison: 'The worker stopped each time this run was begun.',
  engine_trouble: 'Patchbay itself could not work on this run for an hour; the log of the worker says why.',
} as const

/** Ends a run without so much as reading it. It can be retried, like any that failed. */
export async function giveUpRun(db: Database, target: RunTarget, why: keyof typeof WHY): Promise<void> {
  await finishRun(db, target, {
    state: 'failed',
    reasonCode: why,
    reason: `${WHY[why]} What had succeeded is kept; retry it once the cause is mended.`,
    failedStepId: null,
    skipped: [],
  })
}
