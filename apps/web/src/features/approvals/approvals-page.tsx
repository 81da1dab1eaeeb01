'use client'

import { buttonClass } from '@patchbay/ui/button-class'
import { Card } from '@patchbay/ui/card'
import { EmptyState } from '@patchbay/ui/empty-state'
import { PageHeader } from '@patchbay/ui/page-header'
import { RelativeTime } from '@patchbay/ui/relative-time'
import { SkeletonRows } from '@patchbay/ui/skeleton'
import type { State } from '@patchbay/ui/state'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { Tabs } from '@patchbay/ui/tabs'
import { useNow } from '@patchbay/ui/use-now'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { ApprovalView } from '../../trpc/types.ts'
import { DayTime } from '../run/day-time.tsx'
import { QueryView } from '../shared/query-view.tsx'
import { counted } from '../shared/words.ts'
import { useMe } from '../shell/use-me.ts'
import { aboutWords } from './approval-sheet.tsx'
import { decidedWords, leftWords, listed } from './approval-words.ts'

/** What runs ask of people: what waits for you first. */
export function ApprovalsPage() {
  const trpc = useTrpc()
  const [tab, setTab] = useState<'open' | 'over'>('open')
  const open = useQuery(trpc.approvals.list.queryOptions({ state: 'open' }, { refetchInterval: 30_000 }))
  const over = useQuery(trpc.approvals.list.queryOptions({ state: 'over' }, { enabled: tab === 'over' }))
  const yours = open.data?.filter(({ mayDecide }) => mayDecide).length
  return (
    <>
      <PageHeader title="Approvals" className="md:pb-1.5" lead={yours === undefined ? ' ' : leadOf(yours)} />
      <Tabs<'open' | 'over'>
        label="Approvals"
        value={tab}
        onValueChange={setTab}
        className="flex-1"
        listClassName="lg:px-7"
        panelClassName="px-4 py-4 lg:px-7"
        tabs={[
          {
            value: 'open',
            label: 'Open',
            count: open.data?.length ?? 0,
            panel: (
              <QueryView query={open} what="The approvals" skeleton={<SkeletonRows rowHeight={61} />}>
                {(all) => <Rows approvals={yoursFirst(all)} />}
              </QueryView>
            ),
          },
          {
            value: 'over',
            label: 'Answered',
            panel: (
              <QueryView query={over} what="The approvals" skeleton={<SkeletonRows rowHeight={61} />}>
                {(all) => <Rows approvals={all} />}
              </QueryView>
            ),
          },
        ]}
      />
    </>
  )
}

const leadOf = (yours: number) =>
  yours === 0 ? 'Nothing waits for your answer.' : `${counted(yours, 'run waits', 'runs wait')} for your answer.`

const yoursFirst = (all: readonly ApprovalView[]): ApprovalView[] =>
  all.toSorted((a, b) => Number(b.mayDecide) - Number(a.mayDecide) || a.deadlineAt.getTime() - b.deadlineAt.getTime())

function Rows({ approvals }: { approvals: readonly ApprovalView[] }) {
  if (approvals.length === 0) {
    return (
      <EmptyState title="No run waits for an answer">
        A flow with an approval step asks the people it names, by mail and here, and waits for the first answer.
      </EmptyState>
    )
  }
  return (
    <Card>
      <ul>
        {approvals.map((approval) => (
          <Row key={approval.id} approval={approval} />
        ))}
      </ul>
    </Card>
  )
}

const STATES: Record<ApprovalView['state'], State> = {
  open: 'waiting',
  decided: 'succeeded',
  expired: 'skipped',
  withdrawn: 'cancelled',
}

function Row({ approval }: { approval: ApprovalView }) {
  const me = useMe()
  const open = approval.state === 'open'
  const state = approval.verdict === 'refused' ? 'cancelled' : STATES[approval.state]
  return (
    <li className="flex items-center gap-3 border-line border-b px-4 py-2.5 last:border-b-0 max-md:flex-wrap">
      <StateGlyph state={state} />
      <div className="min-w-0 flex-1 max-md:basis-[calc(100%-2rem)]">
        <p className="truncate font-medium max-md:whitespace-normal">{approval.question}</p>
        <p className="truncate text-ink-2 text-small max-md:whitespace-normal">
          {aboutWords(approval)} · <Outcome approval={approval} you={me.user.id} />
        </p>
      </div>
      {open ? (
        <Left at={approval.deadlineAt} />
      ) : (
        <RelativeTime
          at={approval.decidedAt ?? approval.deadlineAt}
          className="text-ink-3 text-small max-md:flex-1 max-md:pl-7"
        />
      )}
      <Link
        href={open ? `/approvals/${approval.id}` : `/runs/${approval.runId}`}
        aria-label={`${open ? (approval.mayDecide ? 'Answer' : 'Look') : 'Open the run'}: ${approval.question}`}
        className={buttonClass({ size: 'sm' })}
      >
        {open ? (approval.mayDecide ? 'Answer' : 'Look') : 'Open the run'}
      </Link>
    </li>
  )
}

function Outcome({ approval, you }: { approval: ApprovalView; you: string }) {
  if (approval.state === 'decided') return decidedWords(approval, you)
  if (approval.state === 'expired') return 'Nobody answered in time'
  if (approval.state === 'withdrawn') return 'Its run ended or went on before'
  return (
    <>
      put to {listed(approval.asked.map(({ name }) => name))}, until <DayTime at={approval.deadlineAt} />
    </>
  )
}

function Left({ at }: { at: Date }) {
  const now = useNow(15_000)
  return (
    <span className="flex-none text-ink-2 text-small tabular-nums max-md:flex-1 max-md:pl-7">
      {now === null ? '' : leftWords(at, now)}
    </span>
  )
}
