'use client'

import { Button } from '@patchbay/ui/button'
import { EmptyState } from '@patchbay/ui/empty-state'
import { FilterOption, FilterPill } from '@patchbay/ui/filter-pill'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { DeliveryPage, DeliveryState } from '../../trpc/types.ts'
import { FlowFilter, SearchField } from '../runs/filter-bar.tsx'
import { RunsTabs } from '../runs/runs-tabs.tsx'
import { QueryView } from '../shared/query-view.tsx'
import { DELIVERY_STATES, deliveryState, deliveryWord } from '../shared/states.ts'
import { useRowKeys } from '../shared/use-row-keys.ts'
import { useUrlState } from '../shared/use-url-state.ts'
import { DeliveriesTable } from './deliveries-table.tsx'
import { DeliveryPanel } from './delivery-panel.tsx'

const A_PAGE = 50
type Filters = { states: DeliveryState[]; flowId: string | null; text: string }

export function DeliveriesPage() {
  const trpc = useTrpc()
  const { params, change } = useUrlState()
  const filters = filtersOf(params)
  const opened = params.get('id')
  const list = useRef<HTMLDivElement>(null)
  useRowKeys(list)
  const query = useInfiniteQuery(
    trpc.deliveries.list.infiniteQueryOptions(
      {
        limit: A_PAGE,
        ...(filters.states.length === 0 ? {} : { states: filters.states }),
        ...(filters.flowId === null ? {} : { flowId: filters.flowId }),
        ...(filters.text === '' ? {} : { text: filters.text }),
      },
      { getNextPageParam: (page) => page.nextCursor, placeholderData: keepPreviousData },
    ),
  )
  const clear = () => change({ state: null, flow: null, q: null })
  return (
    <>
      <RunsTabs current="deliveries" />
      <Filters filters={filters} change={change} counts={query.data?.pages[0]?.counts} />
      <div ref={list} className="flex flex-1 flex-col border-line border-t bg-surface">
        <QueryView query={query} what="The deliveries" safe="Events are still accepted.">
          {(data) => {
            const items = data.pages.flatMap((page) => page.items)
            if (items.length === 0) return <None filtered={isFiltered(filters)} onClear={clear} />
            return (
              <>
                <DeliveriesTable items={items} openedId={opened} onOpen={(id) => change({ id })} />
                {query.hasNextPage ? (
                  <div className="flex justify-center py-4">
                    <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                      Show older deliveries
                    </Button>
                  </div>
                ) : null}
              </>
            )
          }}
        </QueryView>
      </div>
      {opened === null ? null : <DeliveryPanel id={opened} onClose={() => change({ id: null })} />}
    </>
  )
}

type FiltersProps = {
  filters: Filters
  change: (next: Record<string, string | null>) => void
  counts: DeliveryPage['counts'] | undefined
}

function Filters({ filters, change, counts }: FiltersProps) {
  const only = filters.states.length === 1 ? filters.states[0] : undefined
  const setStates = (states: DeliveryState[]) => change({ state: states.join(',') })
  const toggle = (state: DeliveryState) =>
    setStates(
      filters.states.includes(state) ? filters.states.filter((each) => each !== state) : [...filters.states, state],
    )
  return (
    <div className="flex flex-none flex-wrap items-center gap-2 px-4 py-3 max-md:flex-nowrap max-md:overflow-x-auto lg:px-7">
      <SearchField
        label="Find a delivery"
        placeholder="Vendor’s id, topic, delivery id"
        value={filters.text}
        onChange={(q) => change({ q })}
      />
      <FlowFilter flowId={filters.flowId} onChange={(flow) => change({ flow })} />
      <FilterPill
        label="Outcome"
        value={
          only === undefined
            ? filters.states.length > 0
              ? `${filters.states.length} outcomes`
              : undefined
            : deliveryWord[only]
        }
        onClear={() => setStates([])}
      >
        {DELIVERY_STATES.map((state) => (
          <FilterOption
            key={state}
            chosen={filters.states.includes(state)}
            onChoose={() => toggle(state)}
            icon={<StateGlyph state={deliveryState[state]} />}
            count={counts?.[state]?.toLocaleString('en-GB')}
          >
            {deliveryWord[state]}
          </FilterOption>
        ))}
      </FilterPill>
    </div>
  )
}

function None({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  if (filtered) {
    return (
      <EmptyState title="No deliveries match" action={<Button onClick={onClear}>Clear filters</Button>}>
        Nothing that came in fits these filters.
      </EmptyState>
    )
  }
  return (
    <EmptyState title="Nothing has come in yet">
      Every event a shop, a schedule or a person sends is listed here: what was accepted, what was a duplicate, and what
      was refused and why.
    </EmptyState>
  )
}

function filtersOf(params: URLSearchParams): Filters {
  const words = (params.get('state') ?? '').split(',')
  return {
    states: DELIVERY_STATES.filter((state) => words.includes(state)),
    flowId: params.get('flow'),
    text: params.get('q') ?? '',
  }
}

const isFiltered = (filters: Filters) => filters.states.length > 0 || filters.flowId !== null || filters.text !== ''
