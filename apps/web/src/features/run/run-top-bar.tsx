'use client'

import { Badge } from '@patchbay/ui/badge'
import { buttonClass } from '@patchbay/ui/button-class'
import { LiveMark } from '@patchbay/ui/card'
import { TopBar } from '@patchbay/ui/page-header'
import { ClockTime, Elapsed } from '@patchbay/ui/relative-time'
import { stateWord } from '@patchbay/ui/state'
import { StatePill } from '@patchbay/ui/state-label'
import { ChevronLeft } from 'lucide-react'
import Link from 'next/link'
import type { RunDetail } from '../../trpc/types.ts'
import { RunActions } from '../problems/steering/run-actions.tsx'
import { subjectOf } from '../runs/run-row.tsx'
import { isOpen, stateOf } from '../shared/states.ts'
import { useIsLive } from '../shell/use-live.ts'

/** On a phone what can be done stands at the foot, within the thumb’s reach. */
export function RunTopBar({ run, phone = false }: { run: RunDetail; phone?: boolean }) {
  const connected = useIsLive()
  return (
    <TopBar
      back={
        <Link href="/runs" aria-label="All runs" className={buttonClass({ variant: 'quiet', square: true })}>
          <ChevronLeft size={16} strokeWidth={1.75} aria-hidden="true" />
        </Link>
      }
      title={subjectOf(run)}
      actions={
        <>
          {isOpen(run.state) && connected ? <LiveMark className="max-md:hidden" /> : null}
          {phone ? null : <RunActions run={run} />}
        </>
      }
    >
      <StatePill state={stateOf(run.state)}>
        {run.cancelRequestedAt !== null && isOpen(run.state) ? 'Stopping' : <Stopped run={run} />}
      </StatePill>
      <span className="flex min-w-0 items-center gap-1.5 truncate pl-1.5 text-ink-2 max-lg:hidden">
        {/* Of a run without a subject the flow's name is its title. */}
        <Link href={`/flows/${run.flow.id}`} className="truncate hover:underline">
          {run.subject === null ? 'Flow' : run.flow.name}
        </Link>
        <Badge>v{run.version}</Badge>
        {run.environment === 'live' && reachesOut(run) ? <Badge kind="live">Live</Badge> : null}
        {run.startedAt === null ? null : (
          <>
            <span aria-hidden="true">·</span>
            <span className="whitespace-nowrap">
              started <ClockTime at={run.startedAt} />
            </span>
            <span aria-hidden="true">·</span>
            <b className="text-ink">
              <Elapsed from={run.startedAt} to={run.finishedAt} />
            </b>
          </>
        )}
      </span>
    </TopBar>
  )
}

export function RunFootBar({ run }: { run: RunDetail }) {
  return (
    <div className="sticky bottom-0 z-10 mt-auto flex flex-wrap items-center justify-end gap-2 border-line-2 border-t bg-surface px-4 py-2 empty:hidden [&_button]:min-h-11 [&_button]:min-w-11">
      <RunActions run={run} phone />
    </div>
  )
}

/** A run that a rule ended is no worse than others, but it did not do all that it might have. */
function Stopped({ run: { state, stoppedBy } }: { run: RunDetail }) {
  const word = stateWord[stateOf(state)]
  if (stoppedBy === null) return word
  return (
    <>
      <span className="md:hidden">{word} · stopped</span>
      <span className="max-w-90 truncate max-md:hidden">
        {word} · stopped by “{stoppedBy.name}”
      </span>
    </>
  )
}

/** A flow that calls no app is neither live nor in the sandbox. */
function reachesOut({ document }: RunDetail): boolean {
  return document.steps.some(
    (step) =>
      step.kind === 'action' || step.kind === 'event' || (step.kind === 'trigger' && step.trigger.type === 'event'),
  )
}
