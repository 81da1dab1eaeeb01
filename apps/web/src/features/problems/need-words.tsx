'use client'

import { RelativeTime } from '@patchbay/ui/relative-time'
import type { State } from '@patchbay/ui/state'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import type { ReactNode } from 'react'
import type { NeedsPerson } from '../../trpc/types.ts'
import { counted } from '../shared/words.ts'

type Said = { state: State; title: ReactNode; second: ReactNode; action: string; href: string }

export function keyOfNeed(item: NeedsPerson): string {
  if (item.kind === 'connection') return `connection ${item.connectionId}`
  if (item.kind === 'decision') return `decision ${item.decisionId}`
  return `failures ${item.flowId} ${item.stepName} ${item.message}`
}

/** One reason in a sentence, what it stopped, what is safe, and the one thing to do. */
export function NeedWords({ item, action }: { item: NeedsPerson; action: (label: string, href: string) => ReactNode }) {
  const said = sayNeed(item)
  return (
    <div className="flex items-center gap-3 px-4 py-3 max-md:flex-wrap">
      <StateGlyph state={said.state} size={18} className="self-start mt-0.5" />
      <div className="min-w-0 flex-1">
        <p className="font-semibold leading-5">{said.title}</p>
        <p className="text-ink-2 text-small">{said.second}</p>
      </div>
      <RelativeTime at={item.since} className="flex-none text-ink-3 text-small tabular-nums" />
      <span className="flex-none max-md:w-full max-md:[&>*]:w-full">{action(said.action, said.href)}</span>
    </div>
  )
}

function sayNeed(item: NeedsPerson): Said {
  switch (item.kind) {
    case 'connection':
      return {
        state: 'attention',
        title: <>“{item.name}” is no longer accepted</>,
        second: `${item.reason} ${item.held === 0 ? 'No run is held.' : `${counted(item.held, 'run is', 'runs are')} held.`} Nothing is lost.`,
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
    case 'failures':
      return {
        state: 'failed',
        title: `${counted(item.count, 'run')} failed at “${item.stepName}”`,
        second: `${item.message} What came before it stays done.`,
        action: item.count === 1 ? 'See it' : `See the ${item.count.toLocaleString('en-GB')}`,
        href: item.count === 1 ? `/runs/${item.lastRunId}` : `/runs?state=failed&flow=${item.flowId}`,
      }
  }
}
