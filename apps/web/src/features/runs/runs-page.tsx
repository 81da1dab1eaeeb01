'use client'

import { useTimeZone } from '@patchbay/ui/use-now'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import { BulkRunsButton } from '../problems/bulk-runs-button.tsx'
import { pollWhileOpen } from '../shared/poll-while-open.ts'
import { QueryView } from '../shared/query-view.tsx'
import { useRowKeys } from '../shared/use-row-keys.ts'
import { useUrlState } from '../shared/use-url-state.ts'
import { counted } from '../shared/words.ts'
import { FilterBar } from './filter-bar.tsx'
import { addressOf, filtersOf, inputOf, type RunFilters } from './run-filters.ts'
import { RunsCounts } from './runs-counts.tsx'
import { RunsList } from './runs-list.tsx'
import { RunsTabs } from './runs-tabs.tsx'

const RUNS_A_PAGE = 50

export function RunsPage() {
  const { params, change } = useUrlState()
  const filters = filtersOf(params)
  const { query, input } = useRuns(filters)
  const list = useRef<HTMLDivElement>(null)
  useRowKeys(list)
  const first = query.data?.pages[0]
  const apply = (next: Partial<RunFilters>) => change(addressOf(next))
  return (
    <>
      <RunsTabs current="runs" />
      <FilterBar filters={filters} onChange={apply} counts={first?.counts ?? {}}>
        <span className="flex-none text-ink-3 text-small tabular-nums">
          {first === undefined ? '' : counted(first.total, 'run')}
        </span>
        {first === undefined ? null : <BulkRunsButton filter={input} total={first.total} />}
      </FilterBar>
      {first === undefined ? null : <RunsCounts page={first} filters={filters} onChange={apply} />}
      <div ref={list} className="flex flex-1 flex-col border-line border-t bg-surface">
        <QueryView query={query} what="The runs">
          {(data) => (
            <RunsList
              runs={data.pages.flatMap((page) => page.items)}
              filters={filters}
              onClear={() => apply(filtersOf(new URLSearchParams()))}
              more={query.hasNextPage ? () => void query.fetchNextPage() : null}
              loadingMore={query.isFetchingNextPage}
            />
          )}
        </QueryView>
      </div>
    </>
  )
}

function useRuns(filters: RunFilters) {
  const trpc = useTrpc()
  const timeZone = useTimeZone()
  // Fixed when the filters change, so that rendering again does not ask again.
  const key = JSON.stringify(filters)
  const [asked, setAsked] = useState({ key, now: new Date() })
  if (asked.key !== key) setAsked({ key, now: new Date() })
  const input = inputOf(filters, asked.now, timeZone)
  const query = useInfiniteQuery(
    trpc.runs.list.infiniteQueryOptions(
      { ...input, limit: RUNS_A_PAGE },
      {
        getNextPageParam: (page) => page.nextCursor,
        placeholderData: keepPreviousData,
        refetchInterval: ({ state }) =>
          pollWhileOpen((state.data?.pages ?? []).flatMap((page) => page.items.map((run) => run.state))),
      },
    ),
  )
  return { query, input }
}
