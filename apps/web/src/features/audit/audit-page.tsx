'use client'

import { Button } from '@patchbay/ui/button'
import { EmptyState } from '@patchbay/ui/empty-state'
import { SkeletonRows } from '@patchbay/ui/skeleton'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useTrpc } from '../../trpc/client.ts'
import { QueryView } from '../shared/query-view.tsx'
import { useUrlState } from '../shared/use-url-state.ts'
import { useMe } from '../shell/use-me.ts'
import { AuditFilterBar } from './audit-filter-bar.tsx'
import { type AuditFilters, addressOf, filtersOf, isFiltered, NO_FILTERS, questionOf } from './audit-filters.ts'
import { gatherLines } from './audit-lines.ts'
import { AuditRow } from './audit-row.tsx'
import { ExportButtons } from './export-buttons.tsx'

/** Who changed what, and when. */
export function AuditPage() {
  const me = useMe()
  if (!me.can['audit.read']) {
    return (
      <EmptyState title="Your role does not let you read the audit log">
        Owners and admins read it. Ask one of them what you would like to know.
      </EmptyState>
    )
  }
  return <AuditLog />
}

function AuditLog() {
  const trpc = useTrpc()
  const { params, change } = useUrlState()
  const filters = filtersOf(params)
  const choices = useQuery(trpc.audit.choices.queryOptions())
  const known = choices.data ?? { actors: [], actions: [], subjectKinds: [] }
  const question = questionOf(filters, known, new Date())
  // Which use cases a kind stands for is only known with the choices.
  const ready = filters.what === null || choices.data !== undefined
  const query = useInfiniteQuery(
    trpc.audit.list.infiniteQueryOptions(question, {
      getNextPageParam: (page) => page.nextCursor,
      placeholderData: keepPreviousData,
      enabled: ready,
    }),
  )
  const set = (next: Partial<AuditFilters>) => change(addressOf(next))
  const first = query.data?.pages[0]?.items[0]
  return (
    <>
      <AuditFilterBar
        filters={filters}
        choices={known}
        thingName={filters.thing === null ? null : (first?.subject.name ?? filters.thing.kind.replaceAll('_', ' '))}
        onChange={set}
      >
        <ExportButtons question={question} />
      </AuditFilterBar>
      <div className="flex flex-1 flex-col border-line border-t bg-surface">
        <QueryView
          query={query}
          what="The audit log"
          safe="It is written all the same."
          skeleton={<SkeletonRows rowHeight={45} />}
        >
          {(data) => {
            const lines = gatherLines(data.pages.flatMap((page) => page.items))
            if (lines.length === 0) return <Nothing filtered={isFiltered(filters)} onClear={() => set(NO_FILTERS)} />
            return (
              <>
                <ul aria-label="Changes">
                  {lines.map((line) => (
                    <AuditRow key={line.entry.id} line={line} onFilter={set} />
                  ))}
                </ul>
                {query.hasNextPage ? (
                  <div className="flex justify-center py-4">
                    <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                      Show older changes
                    </Button>
                  </div>
                ) : null}
              </>
            )
          }}
        </QueryView>
      </div>
    </>
  )
}

function Nothing({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  if (!filtered)
    return <EmptyState title="No changes yet">What people change here is written down from now on.</EmptyState>
  return (
    <EmptyState title="No changes match" action={<Button onClick={onClear}>Clear filters</Button>}>
      Nobody changed anything like that.
    </EmptyState>
  )
}
