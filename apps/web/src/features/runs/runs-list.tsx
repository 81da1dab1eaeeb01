'use client'

import { Button } from '@patchbay/ui/button'
import { buttonClass } from '@patchbay/ui/button-class'
import { EmptyState } from '@patchbay/ui/empty-state'
import { stateWord } from '@patchbay/ui/state'
import { HeadCell, Table, TableBody, TableHead } from '@patchbay/ui/table'
import Link from 'next/link'
import { useRef, useState } from 'react'
import type { RunSummary } from '../../trpc/types.ts'
import { stateOf } from '../shared/states.ts'
import { useMe } from '../shell/use-me.ts'
import { holdList } from './held-list.ts'
import { filterWords, isFiltered, type RunFilters } from './run-filters.ts'
import { PhoneRun, RunRow } from './run-row.tsx'
import { useScrolled } from './use-scrolled.ts'

export type RunsListProps = {
  runs: RunSummary[]
  filters: RunFilters
  onClear: () => void
  more: (() => void) | null
  loadingMore: boolean
}

export function RunsList({ runs, filters, onClear, more, loadingMore }: RunsListProps) {
  const box = useRef<HTMLDivElement>(null)
  const { scrolled, toTop } = useScrolled(box)
  const [anchor, setAnchor] = useState<ReadonlySet<string> | null>(null)
  if (scrolled && anchor === null) setAnchor(new Set(runs.map((run) => run.id)))
  if (!scrolled && anchor !== null) setAnchor(null)
  const { shown, fresh } = holdList(runs, anchor)
  return (
    <div ref={box} className="relative">
      {fresh > 0 ? (
        <div className="sticky top-2 z-20 flex h-0 justify-center overflow-visible">
          <Button size="sm" variant="secondary" onClick={toTop} className="rounded-full shadow-3">
            {fresh} new
          </Button>
        </div>
      ) : null}
      {runs.length === 0 ? <NoRuns filters={filters} onClear={onClear} /> : <RunsTable runs={shown} />}
      {more === null ? null : (
        <div className="flex justify-center py-4">
          <Button loading={loadingMore} onClick={more}>
            Show older runs
          </Button>
        </div>
      )}
    </div>
  )
}

function RunsTable({ runs }: { runs: RunSummary[] }) {
  return (
    <>
      <Table className="max-md:hidden" density="dense">
        <TableHead>
          <tr>
            <HeadCell>State</HeadCell>
            <HeadCell>What</HeadCell>
            <HeadCell>Flow</HeadCell>
            <HeadCell className="max-lg:hidden">Steps</HeadCell>
            <HeadCell>What happened</HeadCell>
            <HeadCell number className="max-lg:hidden">
              Tries
            </HeadCell>
            <HeadCell number>Took</HeadCell>
            <HeadCell number sort="descending">
              Accepted
            </HeadCell>
          </tr>
        </TableHead>
        <TableBody>
          {runs.map((run) => (
            <RunRow key={run.id} run={run} />
          ))}
        </TableBody>
      </Table>
      <ul className="md:hidden">
        {runs.map((run) => (
          <li key={run.id}>
            <PhoneRun run={run} />
          </li>
        ))}
      </ul>
    </>
  )
}

function NoRuns({ filters, onClear }: { filters: RunFilters; onClear: () => void }) {
  const me = useMe()
  if (!isFiltered(filters)) {
    return (
      <EmptyState
        title="No runs yet"
        action={
          <Link href={me.sandbox ? '/sandbox' : '/flows'} className={buttonClass({})}>
            {me.sandbox ? 'Open the sandbox shop' : 'See the flows'}
          </Link>
        }
      >
        A run is one order, payment or parcel going through a flow. They appear here as they happen.
      </EmptyState>
    )
  }
  const words = filterWords(filters, (state) => stateWord[stateOf(state)])
  return (
    <EmptyState title="No runs match" action={<Button onClick={onClear}>Clear filters</Button>}>
      {words.length === 0 ? (
        'This flow has not run yet.'
      ) : (
        <>No run is {words.map((word) => `“${word}”`).join(' and ')}.</>
      )}
    </EmptyState>
  )
}
