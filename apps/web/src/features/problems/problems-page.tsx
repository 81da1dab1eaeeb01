'use client'

import { buttonClass } from '@patchbay/ui/button-class'
import { Card } from '@patchbay/ui/card'
import { cn } from '@patchbay/ui/cn'
import { EmptyState } from '@patchbay/ui/empty-state'
import { PageHeader } from '@patchbay/ui/page-header'
import { SkeletonRows } from '@patchbay/ui/skeleton'
import { useNow } from '@patchbay/ui/use-now'
import { useQuery } from '@tanstack/react-query'
import { Bell } from 'lucide-react'
import Link from 'next/link'
import { useTrpc } from '../../trpc/client.ts'
import type { DecisionView, ReasonList } from '../../trpc/types.ts'
import { QueryView } from '../shared/query-view.tsx'
import { useUrlState } from '../shared/use-url-state.ts'
import { counted } from '../shared/words.ts'
import { BulkJobs } from './bulk-jobs.tsx'
import { DecidedList } from './decided-list.tsx'
import { DecisionCard } from './decision-card.tsx'
import { DecisionDialogs } from './decision-dialogs.tsx'
import { type ProblemFilters, readFilters, sinceDate } from './problem-filters.ts'
import { ProblemsBar } from './problems-bar.tsx'
import { Reasons } from './reasons.tsx'

const MINUTE_MS = 60_000

/** Why runs stopped, and the one thing to do about each reason. */
export function ProblemsPage() {
  const trpc = useTrpc()
  const { params, change } = useUrlState()
  const filters = readFilters(params)
  const since = useSince(filters)
  const list = useQuery(
    trpc.problems.list.queryOptions({
      state: filters.state,
      ...(filters.flowId === null ? {} : { flowId: filters.flowId }),
      ...(filters.connectionId === null ? {} : { connectionId: filters.connectionId }),
      ...(since === null ? {} : { since }),
    }),
  )
  const asked = useQuery(trpc.decisions.list.queryOptions({ state: 'open' }))
  // Whose author wanted to be asked stands with the reasons, where it can be settled for many at once.
  const decisions = (asked.data ?? []).filter(({ kind }) => kind !== 'failed')
  const counts = list.data?.counts ?? noCounts
  const open = counts.open + decisions.length
  return (
    <DecisionDialogs>
      <PageHeader
        title="Problems"
        className="md:pb-2.5"
        lead={list.data === undefined || asked.data === undefined ? ' ' : leadOf(list.data, decisions, filters)}
        actions={
          <Link href="/settings/alerts" className={cn(buttonClass({}), 'max-md:hidden')}>
            <Bell size={15} strokeWidth={1.75} aria-hidden="true" /> Alerts
          </Link>
        }
      />
      <ProblemsBar
        filters={filters}
        counts={{ ...counts, open, resolved: counts.resolved + (list.data?.decided ?? 0) }}
        list={list.data}
        onChange={change}
      />
      <div className="flex flex-col gap-3 px-4 pb-5 lg:px-7">
        {filters.state === 'open' || filters.state === 'mending' ? <BulkJobs /> : null}
        <QueryView
          query={list}
          what="The problems"
          safe="Your flows keep running."
          skeleton={<SkeletonRows rowHeight={58} />}
        >
          {(shown) => (
            <QueryView
              query={asked}
              what="The decisions"
              safe="Nothing is sent again until somebody says."
              skeleton={<SkeletonRows rowHeight={58} />}
            >
              {() => (
                <Body
                  list={shown}
                  decisions={filters.state === 'open' && !isFiltered(filters) ? decisions : []}
                  filters={filters}
                  onClear={() => change({ flow: null, connection: null, since: null })}
                />
              )}
            </QueryView>
          )}
        </QueryView>
      </div>
    </DecisionDialogs>
  )
}

const noCounts = { open: 0, mending: 0, resolved: 0, dismissed: 0 }

function useSince({ since }: ProblemFilters): Date | null {
  const now = useNow(MINUTE_MS)
  return since === null || now === null ? null : sinceDate(since, now.getTime())
}

const isFiltered = ({ flowId, connectionId, since }: ProblemFilters): boolean =>
  flowId !== null || connectionId !== null || since !== null

function leadOf(list: ReasonList, decisions: DecisionView[], { state }: ProblemFilters) {
  if (state !== 'open') return 'Nothing is lost: what runs had done stays done.'
  const reasons = list.counts.open + decisions.length
  if (reasons === 0) return 'Nothing is stopped.'
  const runs = list.runs + decisions.length
  return (
    <>
      {runs === 1 ? (
        'One run stopped. Nothing is lost: what it had done'
      ) : (
        <>
          {counted(runs, 'run')} stopped for <b>{counted(reasons, 'reason')}</b>. Nothing is lost: what they had done
        </>
      )}{' '}
      stays done.
    </>
  )
}

type BodyProps = {
  list: ReasonList
  decisions: DecisionView[]
  filters: ProblemFilters
  onClear: () => void
}

/** Decisions first, then what holds most runs. */
function Body({ list, decisions, filters, onClear }: BodyProps) {
  const empty = decisions.length + list.reasons.length === 0
  return (
    <>
      {empty ? <Empty filters={filters} onClear={onClear} /> : null}
      {decisions.map((decision) => (
        <DecisionCard key={decision.id} decision={decision} />
      ))}
      {list.reasons.length === 0 ? null : (
        <Card className="overflow-clip">
          <Reasons reasons={list.reasons} />
        </Card>
      )}
      {filters.state === 'resolved' && !isFiltered(filters) ? <DecidedList alone={list.reasons.length === 0} /> : null}
    </>
  )
}

function Empty({ filters, onClear }: { filters: ProblemFilters; onClear: () => void }) {
  if (isFiltered(filters)) {
    return (
      <EmptyState
        title="No problems match these filters"
        action={
          <button type="button" className={buttonClass({})} onClick={onClear}>
            Clear filters
          </button>
        }
      >
        There may be others.
      </EmptyState>
    )
  }
  if (filters.state === 'resolved') return null
  const { title, words } = emptyWords[filters.state]
  return (
    <EmptyState
      title={title}
      action={
        <Link href="/runs" className={buttonClass({})}>
          See the runs
        </Link>
      }
    >
      {words}
    </EmptyState>
  )
}

const emptyWords = {
  open: {
    title: 'Nothing needs a person',
    words: 'Runs that can mend themselves do. What cannot is listed here, with the one thing to do.',
  },
  mending: { title: 'Nothing is being mended', words: 'What somebody retried is here until its run is through.' },
  dismissed: { title: 'Nothing was dismissed', words: 'What somebody put away is kept here, and can be taken back.' },
}
