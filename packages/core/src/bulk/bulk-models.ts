import type { BulkAction, BulkItemState, RunState } from '@patchbay/db/schema'

/**
 * How far a bulk job is. A run that was retried and failed again is in `failed`; one that has ended counts as it did when the
 * job came by, whatever is done to it later.
 */
export type BulkJobView = {
  id: string
  action: BulkAction
  state: 'running' | 'stopped' | 'done'
  cause: string | null
  flow: { id: string; name: string } | null
  total: number
  atOnce: number
  counts: {
    /** Not begun. */
    queued: number
    /** Begun, and its run not yet through. */
    underWay: number
    succeeded: number
    /** Its run failed again, or was cancelled. */
    failed: number
    /** Its run is held again. */
    held: number
    /** It could not be done to this run. */
    refused: number
    /** Left out, because the job was stopped. */
    stopped: number
    /** Of those that failed or were refused: whose run has gone through since. Of a cancel none. */
    mended: number
  }
  startedAt: Date
  startedBy: string
  stoppedBy: string | null
  finishedAt: Date | null
}

export type BulkItemView = {
  runId: string
  subject: string | null
  state: BulkItemState
  runState: RunState | null
  /** Why it could not be done, or why its run failed again. */
  error: string | null
}

export type BulkJobDetail = BulkJobView & {
  /** What did not go well, at most 100 of them. */
  errors: BulkItemView[]
}
