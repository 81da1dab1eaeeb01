import type { BulkJob } from '../../trpc/types.ts'
import { counted } from '../shared/words.ts'

const doing: Record<BulkJob['action'], { now: string; past: string }> = {
  retry: { now: 'Retrying', past: 'Retried' },
  edit: { now: 'Sending the change for', past: 'Sent the change for' },
  supply: { now: 'Supplying the output for', past: 'Supplied the output for' },
  skip: { now: 'Skipping the step of', past: 'Skipped the step of' },
  cancel: { now: 'Cancelling', past: 'Cancelled' },
}

/** "Retrying 18 runs" */
export function bulkTitle({ action, state, total, flow, counts }: BulkJob): string {
  const at = flow === null ? '' : ` of ${flow.name}`
  if (state === 'running') return `${doing[action].now} ${counted(total, 'run')}${at}`
  const done = total - counts.stopped
  return state === 'stopped'
    ? `Stopped after ${done.toLocaleString('en-GB')} of ${counted(total, 'run')}${at}`
    : `${doing[action].past} ${counted(total, 'run')}${at}`
}

/** "12 of 18 went through, 1 failed again. 5 at a time." */
export function bulkWords({ counts, total, atOnce, state, stoppedBy }: BulkJob): string {
  const parts = [
    `${counts.succeeded.toLocaleString('en-GB')} of ${total.toLocaleString('en-GB')} went through`,
    ...(counts.underWay > 0 ? [`${counts.underWay} under way`] : []),
    ...(counts.failed > 0 ? [`${counts.failed} failed again`] : []),
    ...(counts.held > 0 ? [`${counts.held} held again`] : []),
    ...(counts.refused > 0 ? [`${counts.refused} could not be done`] : []),
  ]
  if (state === 'running') return `${parts.join(', ')}. ${atOnce} at a time. Begun by`
  return `${parts.join(', ')}.${stoppedBy === null ? '' : ` Stopped by ${stoppedBy}.`} Begun by`
}

/** Of 1: what is through, however it went. */
export function doneShare({ counts, total }: BulkJob): number {
  if (total === 0) return 1
  return (total - counts.queued - counts.underWay) / total
}
