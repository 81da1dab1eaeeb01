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
  const { succeeded, underWay, failed, held, refused, mended } = counts
  const parts = [
    `${succeeded.toLocaleString('en-GB')} of ${total.toLocaleString('en-GB')} went through`,
    ...(underWay > 0 ? [`${underWay} under way`] : []),
    ...(failed > 0 ? [`${failed} failed again`] : []),
    ...(held > 0 ? [`${held} held again`] : []),
    ...(refused > 0 ? [`${refused} could not be done`] : []),
  ]
  const one = failed + refused === 1
  const since =
    mended === 0
      ? '.'
      : one && held === 0
        ? ' and has gone through since.'
        : `. ${mended.toLocaleString('en-GB')} of them ${mended === 1 ? 'has' : 'have'} gone through since.`
  const told = `${parts.join(', ')}${since}`
  if (state === 'running') return `${told} ${atOnce} at a time. Begun by`
  return `${told}${stoppedBy === null ? '' : ` Stopped by ${stoppedBy}.`} Begun by`
}

/** How many of its runs did not go through, and have not since. */
export const stillWrong = ({ counts }: BulkJob): number => counts.failed + counts.held + counts.refused - counts.mended

/** Of 1: what went through, then or since, and what did not. */
export function doneShares(job: BulkJob): { ok: number; wrong: number } {
  const { counts, total } = job
  if (total === 0) return { ok: 1, wrong: 0 }
  return { ok: (counts.succeeded + counts.mended) / total, wrong: stillWrong(job) / total }
}
