'use client'

import { Badge } from '@patchbay/ui/badge'
import { durationWords } from '@patchbay/ui/duration-words'
import { ClockTime, Elapsed, RelativeTime } from '@patchbay/ui/relative-time'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { StateLabel } from '@patchbay/ui/state-label'
import { StepStrip } from '@patchbay/ui/step-strip'
import { Cell, Row, RowListItem } from '@patchbay/ui/table'
import { useNow } from '@patchbay/ui/use-now'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import type { MouseEvent } from 'react'
import type { RunSummary } from '../../trpc/types.ts'
import { stateOf } from '../shared/states.ts'
import { stripJacks } from '../shared/strip-jacks.ts'

const DAY_MS = 24 * 3_600_000

export function RunRow({ run }: { run: RunSummary }) {
  const router = useRouter()
  const open = (event: MouseEvent<HTMLTableRowElement>) => {
    const inside = event.target instanceof Element && event.target.closest('a, button') !== null
    if (!inside && window.getSelection()?.toString() === '') router.push(`/runs/${run.id}`)
  }
  const quiet = run.state !== 'failed' && run.state !== 'needs_attention'
  return (
    <Row interactive onClick={open}>
      <Cell>
        <StateLabel state={stateOf(run.state)}>{run.stoppedBy === null ? undefined : 'Succeeded · stopped'}</StateLabel>
      </Cell>
      <Cell strong>
        <Link data-row="" href={`/runs/${run.id}`} className="hover:underline">
          {subjectOf(run)}
        </Link>
      </Cell>
      <Cell>
        {run.flow.name} <Badge className="ml-1">v{run.version}</Badge>
      </Cell>
      <Cell className="max-lg:hidden">
        <StepStrip steps={stripJacks(run.strip)} />
      </Cell>
      <Cell fill quiet={quiet} title={run.happened ?? undefined}>
        {happenedOf(run)}
      </Cell>
      <Cell number className="max-lg:hidden">
        {run.tries === 0 ? '–' : run.tries}
      </Cell>
      <Cell number>
        <Took run={run} />
      </Cell>
      <Cell number quiet>
        <AcceptedTime at={run.acceptedAt} />
      </Cell>
    </Row>
  )
}

export function PhoneRun({ run }: { run: RunSummary }) {
  return (
    <Link href={`/runs/${run.id}`} data-row="" className="focus-inset block hover:bg-surface-2">
      <RowListItem
        glyph={<StateGlyph state={stateOf(run.state)} label />}
        title={subjectOf(run)}
        aside={<RelativeTime at={run.acceptedAt} />}
        second={happenedOf(run) || doneWords(run)}
        foot={<StepStrip steps={stripJacks(run.strip)} />}
        footAside={run.flow.name}
      />
    </Link>
  )
}

/** A run is what it is about; one without a subject is its flow. */
export function subjectOf(run: Pick<RunSummary, 'subject' | 'flow'>): string {
  return run.subject ?? run.flow.name
}

function happenedOf(run: RunSummary): string {
  if (run.happened !== null) return run.happened
  if (run.state === 'queued') return 'Accepted, waiting for a worker'
  return ''
}

/** On a phone there is no column that says how long it took. */
function doneWords(run: RunSummary): string {
  if (run.startedAt === null || run.finishedAt === null) return ' '
  return `Done in ${durationWords(run.finishedAt.getTime() - run.startedAt.getTime())}`
}

function Took({ run }: { run: RunSummary }) {
  if (run.startedAt === null) return <>–</>
  return <Elapsed from={run.startedAt} to={run.finishedAt} />
}

/** The clock with seconds of the last day, the date of what is older: several runs begin in one minute. */
function AcceptedTime({ at }: { at: Date }) {
  const now = useNow(60_000)
  return now !== null && now.getTime() - at.getTime() > DAY_MS ? <RelativeTime at={at} /> : <ClockTime at={at} />
}
