'use client'

import { buttonClass } from '@patchbay/ui/button-class'
import { Card, CardHead } from '@patchbay/ui/card'
import { EmptyState } from '@patchbay/ui/empty-state'
import { RelativeTime } from '@patchbay/ui/relative-time'
import { SkeletonRows } from '@patchbay/ui/skeleton'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTrpc } from '../../trpc/client.ts'
import type { DecisionView } from '../../trpc/types.ts'
import { QueryView } from '../shared/query-view.tsx'

/** What people decided when nobody could know. `alone`: nothing else was solved. */
export function DecidedList({ alone }: { alone: boolean }) {
  const trpc = useTrpc()
  const query = useQuery(trpc.decisions.list.queryOptions({ state: 'decided' }))
  return (
    <QueryView
      query={query}
      what="The decisions"
      skeleton={alone ? undefined : <SkeletonRows rows={2} rowHeight={63} />}
    >
      {(decisions) => {
        if (decisions.length === 0) {
          return alone ? (
            <EmptyState title="Nothing has been solved yet">
              What was stopped and is so no more is kept here, and who settled it.
            </EmptyState>
          ) : null
        }
        return (
          <Card>
            <CardHead
              title="Decided"
              note={decisions.length.toLocaleString('en-GB')}
              className="border-line border-b"
            />
            <ul>
              {decisions.map((decision) => (
                <Decided key={decision.id} decision={decision} />
              ))}
            </ul>
          </Card>
        )
      }}
    </QueryView>
  )
}

function Decided({ decision }: { decision: DecisionView }) {
  return (
    <li className="flex items-center gap-3 border-line border-b px-4 py-3 last:border-b-0 max-md:flex-wrap">
      <StateGlyph state="succeeded" />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{decision.question}</p>
        <p className="text-ink-2 text-small">
          {verdictWords(decision)}
          {decision.decidedBy === null ? '' : `, said ${decision.decidedBy}`}
          {decision.subject === null ? '' : ` · ${decision.subject}`}
          {decision.note === null ? '' : ` · “${decision.note}”`}
        </p>
      </div>
      {decision.decidedAt === null ? null : <RelativeTime at={decision.decidedAt} className="text-ink-3 text-small" />}
      <Link href={`/runs/${decision.runId}`} className={buttonClass({ size: 'sm' })}>
        Open the run
      </Link>
    </li>
  )
}

function verdictWords({ verdict, state, kind, byHand }: DecisionView): string {
  if (state === 'withdrawn') return 'No longer needed'
  if (kind === 'undo')
    return verdict === 'done' ? 'It is undone' : byHand ? 'It may stay' : 'Undoing it was tried again'
  return verdict === 'done' ? 'It went through' : 'Sent again'
}
