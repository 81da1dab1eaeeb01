'use client'

import { buttonClass } from '@patchbay/ui/button-class'
import { Card } from '@patchbay/ui/card'
import { EmptyState } from '@patchbay/ui/empty-state'
import { PageHeader } from '@patchbay/ui/page-header'
import { RelativeTime } from '@patchbay/ui/relative-time'
import { SkeletonRows } from '@patchbay/ui/skeleton'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { Tabs } from '@patchbay/ui/tabs'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { DecisionView, NeedsPerson } from '../../trpc/types.ts'
import { QueryView } from '../shared/query-view.tsx'
import { counted } from '../shared/words.ts'
import { DecisionCard } from './decision-card.tsx'
import { keyOfNeed, NeedWords } from './need-words.tsx'

export function ProblemsPage() {
  const trpc = useTrpc()
  const [tab, setTab] = useState<'open' | 'decided'>('open')
  const open = useQuery(trpc.decisions.list.queryOptions({ state: 'open' }))
  const home = useQuery(trpc.home.get.queryOptions({ window: '7d' }))
  const others = (home.data?.needsPerson ?? []).filter((item) => item.kind !== 'decision')
  const reasons = (open.data?.length ?? 0) + others.length
  return (
    <>
      <PageHeader
        title="Problems"
        className="md:pb-1.5"
        lead={open.data === undefined || home.data === undefined ? ' ' : leadOf(reasons)}
      />
      <Tabs<'open' | 'decided'>
        label="Problems"
        value={tab}
        onValueChange={setTab}
        className="flex-1"
        listClassName="lg:px-7"
        panelClassName="px-4 py-4 lg:px-7"
        tabs={[
          {
            value: 'open',
            label: 'Open',
            count: reasons,
            panel: (
              <QueryView query={open} what="The problems" skeleton={<SkeletonRows rowHeight={73} />}>
                {(decisions) => (
                  <QueryView query={home} what="The problems" skeleton={<SkeletonRows rowHeight={73} />}>
                    {() => <Open decisions={decisions} others={others} />}
                  </QueryView>
                )}
              </QueryView>
            ),
          },
          { value: 'decided', label: 'Decided', panel: <Decided /> },
        ]}
      />
    </>
  )
}

function leadOf(reasons: number) {
  if (reasons === 0) return 'Nothing is stopped.'
  return (
    <>
      Runs stopped for <b>{counted(reasons, 'reason')}</b>. Nothing is lost: what they had done stays done.
    </>
  )
}

/** Decisions first, then what holds most runs. */
function Open({ decisions, others }: { decisions: DecisionView[]; others: NeedsPerson[] }) {
  if (decisions.length + others.length === 0) {
    return (
      <EmptyState
        title="Nothing needs a person"
        action={
          <Link href="/runs" className={buttonClass({})}>
            See the runs
          </Link>
        }
      >
        Runs that can mend themselves do. What cannot is listed here, with the one thing to do.
      </EmptyState>
    )
  }
  return (
    <div className="flex flex-col gap-3">
      {decisions.map((decision) => (
        <DecisionCard key={decision.id} decision={decision} />
      ))}
      {others.length === 0 ? null : (
        <Card>
          <ul>
            {others
              .toSorted((a, b) => weight(b) - weight(a))
              .map((item) => (
                <li key={keyOfNeed(item)} className="border-line border-b last:border-b-0">
                  <NeedWords
                    item={item}
                    action={(label, href) => (
                      <Link href={href} className={buttonClass({})}>
                        {label}
                      </Link>
                    )}
                  />
                </li>
              ))}
          </ul>
        </Card>
      )}
    </div>
  )
}

function weight(item: NeedsPerson): number {
  if (item.kind === 'connection') return item.held
  return item.kind === 'failures' ? item.count : 0
}

function Decided() {
  const trpc = useTrpc()
  const query = useQuery(trpc.decisions.list.queryOptions({ state: 'decided' }))
  return (
    <QueryView query={query} what="The decisions">
      {(decisions) =>
        decisions.length === 0 ? (
          <EmptyState title="Nothing has been decided yet">
            When nobody can know whether a write went through, a person says. It is kept here.
          </EmptyState>
        ) : (
          <Card>
            <ul>
              {decisions.map((decision) => (
                <li
                  key={decision.id}
                  className="flex items-center gap-3 border-line border-b px-4 py-3 last:border-b-0"
                >
                  <StateGlyph state="succeeded" />
                  <div className="min-w-0 flex-1">
                    <p className="font-medium">{decision.question}</p>
                    <p className="text-ink-2 text-small">
                      {decision.verdict === 'done' ? 'It went through' : 'Sent again'}
                      {decision.decidedBy === null ? '' : `, said ${decision.decidedBy}`}
                      {decision.subject === null ? '' : ` · ${decision.subject}`}
                    </p>
                  </div>
                  {decision.decidedAt === null ? null : (
                    <RelativeTime at={decision.decidedAt} className="text-ink-3 text-small" />
                  )}
                  <Link href={`/runs/${decision.runId}`} className={buttonClass({ size: 'sm' })}>
                    Open the run
                  </Link>
                </li>
              ))}
            </ul>
          </Card>
        )
      }
    </QueryView>
  )
}
