'use client'

import { RelativeTime } from '@patchbay/ui/relative-time'
import type { State } from '@patchbay/ui/state'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { VendorMark } from '@patchbay/ui/vendor-tile'
import type { ReactNode } from 'react'
import type { NeedsPerson } from '../../trpc/types.ts'
import { errorWords } from '../shared/error-words.ts'
import { counted, sentence } from '../shared/words.ts'
import { RetryRun } from './retry-run.tsx'

type Said = {
  state: State
  title: ReactNode
  second: ReactNode
  connector?: string | null
  action: string
  href: string
}

export function keyOfNeed(item: NeedsPerson): string {
  if (item.kind === 'connection') return `connection ${item.connectionId}`
  if (item.kind === 'decision') return `decision ${item.decisionId}`
  if (item.kind === 'approval') return `approval ${item.approvalId}`
  return `failures ${item.cause}`
}

/** One reason in a sentence, what it stopped, what is safe, and the one thing to do. */
export function NeedWords({ item, action }: { item: NeedsPerson; action: (label: string, href: string) => ReactNode }) {
  const said = sayNeed(item)
  return (
    <div className="flex items-center gap-3 px-4 py-3 max-md:flex-wrap">
      <StateGlyph state={said.state} size={18} className="self-start mt-0.5" />
      <div className="min-w-0 flex-1">
        <p className="font-semibold leading-5">{said.title}</p>
        <p className="text-ink-2 text-small">
          {said.connector ? <VendorMark connector={said.connector} size={14} className="mr-1.5 inline-block" /> : null}
          {said.second}
        </p>
      </div>
      <RelativeTime at={item.since} className="flex-none text-ink-3 text-small tabular-nums" />
      <span className="flex flex-none flex-wrap items-center gap-2 max-md:w-full max-md:[&>*]:w-full">
        {item.kind === 'failures' && item.count === 1 ? (
          <RetryRun id={item.lastRunId} about={item.lastSubject ?? item.flowName} />
        ) : null}
        {action(said.action, said.href)}
      </span>
    </div>
  )
}

function sayNeed(item: NeedsPerson): Said {
  switch (item.kind) {
    case 'connection':
      return {
        state: 'attention',
        title: <>“{item.name}” is no longer accepted</>,
        second: `${sentence(item.reason)} ${item.held === 0 ? 'No run is held.' : `${counted(item.held, 'run is', 'runs are')} held.`} Nothing is lost.`,
        action: 'Reconnect',
        href: `/connections?id=${item.connectionId}`,
      }
    case 'decision':
      return {
        state: 'attention',
        title: item.question,
        second:
          item.subject === null
            ? 'Nothing is sent again until somebody says.'
            : `${item.subject}. Nothing is sent again until somebody says.`,
        action: 'Decide',
        href: `/problems#${item.decisionId}`,
      }
    case 'approval':
      return {
        state: 'waiting',
        title: item.question,
        second: `${item.subject === null ? item.flowName : `${item.flowName}, ${item.subject}`}. The run waits for your answer.`,
        action: 'Answer',
        href: `/approvals/${item.approvalId}`,
      }
    case 'failures':
      return {
        state: 'failed',
        title: `${counted(item.count, 'run')} stopped at “${item.stepName}”`,
        second: `${placeOf(item)}: ${sentence(answerOf(item))} What came before it stays done.`,
        connector: item.connector?.id ?? null,
        action: item.count === 1 ? 'See it' : `See the ${item.count.toLocaleString('en-GB')}`,
        href: `/problems?cause=${item.cause}`,
      }
  }
}

type Failures = Extract<NeedsPerson, { kind: 'failures' }>

/** "Order journey, Order #1001": of several, the last one is said. */
function placeOf({ flowName, lastSubject, count }: Failures): string {
  if (lastSubject === null) return flowName
  return count === 1 ? `${flowName}, ${lastSubject}` : `${flowName}, the last ${lastSubject}`
}

/** "HubSpot answered 400: internal error" */
function answerOf({ connector, message, status }: Failures): string {
  const said = errorWords({ message, status: status ?? undefined })
  return connector !== null && said !== message
    ? `${connector.title} ${said.charAt(0).toLowerCase()}${said.slice(1)}`
    : said
}
