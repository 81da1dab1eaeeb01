'use client'

import { linkClass } from '@patchbay/ui/card'
import { ClockTime } from '@patchbay/ui/relative-time'
import { Banner } from '@patchbay/ui/say-box'
import Link from 'next/link'
import type { RunDetail, RunWaits } from '../../trpc/types.ts'
import { isOpen, stateOf } from '../shared/states.ts'
import { counted } from '../shared/words.ts'
import { endWords } from './end-words.ts'
import { undonesOf } from './scope-panel.tsx'

/** What holds a whole run, what it belongs to, and what of it was taken back. */
export function RunNotices({ run, waits }: { run: RunDetail; waits: RunWaits | null }) {
  const open = isOpen(run.state)
  const ended = endWords(run)
  return (
    <>
      {run.replayOf === null ? null : (
        <Banner state="queued">
          Replay of{' '}
          <Link href={`/deliveries?id=${run.replayOf}`} className={linkClass}>
            an earlier delivery
          </Link>
          {run.againOf === null ? null : (
            <>
              , which led to{' '}
              <Link href={`/runs/${run.againOf}`} className={linkClass}>
                another run
              </Link>{' '}
              before
            </>
          )}
          {run.requestedBy === null ? '' : `. Asked for by ${run.requestedBy}`}.
        </Banner>
      )}
      {run.pausedAt !== null && open ? (
        <Banner state="waiting">
          Paused by {run.pausedBy ?? 'someone'} at <ClockTime at={run.pausedAt} />. Nothing new begins until it is
          resumed; what it waits for goes on passing.
        </Banner>
      ) : null}
      {run.stoppedBy === null ? null : (
        <Banner state="skipped">
          Stopped by “{run.stoppedBy.name}”
          {run.stoppedBy.because === null ? '' : `: ${run.stoppedBy.because.replace(/\.$/, '')}`}. {leftWords(run)}
        </Banner>
      )}
      {ended === null ? null : (
        <Banner state={stateOf(run.state)} className="break-words">
          {ended}
        </Banner>
      )}
      {/* Why it ended says what of it was undone, too. */}
      {run.unwindingAt !== null && ended === null ? <Unwinding run={run} at={run.unwindingAt} /> : null}
      {run.waitsFor === null || run.waitsFor.kind === 'paused' || run.waitsFor.kind === 'worker' ? null : (
        <Banner state={run.waitsFor.kind === 'run' ? stateOf(run.waitsFor.run.state) : 'queued'}>
          {run.waitsFor.words}{' '}
          {run.waitsFor.kind === 'run' ? (
            <Link href={`/runs/${run.waitsFor.run.id}`} className={linkClass}>
              Open {run.waitsFor.run.subject ?? 'that run'}
            </Link>
          ) : null}
        </Banner>
      )}
      {waits?.calledBy == null ? null : (
        <Banner state={stateOf(waits.calledBy.state)}>
          Called by{' '}
          <Link href={`/runs/${waits.calledBy.runId}`} className={linkClass}>
            {waits.calledBy.subject === null
              ? waits.calledBy.flow.name
              : `${waits.calledBy.subject} in ${waits.calledBy.flow.name}`}
          </Link>
          {waits.calledBy.waits ? ', which waits for what this run gives.' : ', which went on at once.'}
        </Banner>
      )}
    </>
  )
}

/** After a rule there is more to come; a Stop step is the last on its way. */
function leftWords({ document, stoppedBy }: RunDetail): string {
  const isStop = document.steps.some(({ id, kind }) => id === stoppedBy?.stepId && kind === 'stop')
  return isStop ? 'The other ways did not run.' : 'What comes after it did not run.'
}

function Unwinding({ run, at }: { run: RunDetail; at: Date }) {
  const undone = undonesOf(run, null).filter(({ row }) => row.state === 'succeeded').length
  const open = isOpen(run.state)
  const by = run.unwindingBy === null ? '' : `, asked for by ${run.unwindingBy}`
  if (!open && undone === 0) {
    return (
      <Banner state="cancelled">
        Undoing was begun at <ClockTime at={at} />
        {by}, and nothing was undone.
      </Banner>
    )
  }
  return (
    <Banner state={open ? 'running' : 'cancelled'}>
      {open ? 'What was done is being undone' : 'What was done was undone'}, the last thing first,{' '}
      {open ? 'since' : 'at'} <ClockTime at={at} />
      {by}: {counted(undone, 'step')}
      {open ? ' so far' : ''}.
    </Banner>
  )
}
