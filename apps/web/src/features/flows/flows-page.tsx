'use client'

import { buttonClass } from '@patchbay/ui/button-class'
import { EmptyState } from '@patchbay/ui/empty-state'
import { PageHeader } from '@patchbay/ui/page-header'
import { SearchInput } from '@patchbay/ui/search-input'
import { Segmented } from '@patchbay/ui/segmented'
import { SkeletonRows } from '@patchbay/ui/skeleton'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useRef, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { FlowSummary } from '../../trpc/types.ts'
import { QueryView } from '../shared/query-view.tsx'
import { useRowKeys } from '../shared/use-row-keys.ts'
import { counted } from '../shared/words.ts'
import { filterFlows, groupFlows, type OnOff } from './flow-groups.ts'
import { FlowsTable } from './flows-table.tsx'

export function FlowsPage() {
  const trpc = useTrpc()
  const query = useQuery(trpc.flows.list.queryOptions())
  return (
    <>
      <PageHeader title="Flows" lead={query.data === undefined ? ' ' : leadOf(query.data)} />
      <QueryView query={query} what="The flows" skeleton={<SkeletonRows rowHeight={41} />}>
        {(flows) => <FlowsList flows={flows} />}
      </QueryView>
    </>
  )
}

function leadOf(flows: FlowSummary[]): string {
  const on = flows.filter((flow) => flow.enabled).length
  const runs = flows.reduce((sum, flow) => sum + flow.last24h.runs, 0)
  return `${on} of ${flows.length} ${flows.length === 1 ? 'is' : 'are'} on. ${counted(runs, 'run')} in the last 24 hours.`
}

function FlowsList({ flows }: { flows: FlowSummary[] }) {
  const [text, setText] = useState('')
  const [state, setState] = useState<OnOff>('all')
  const list = useRef<HTMLDivElement>(null)
  useRowKeys(list)
  const on = flows.filter((flow) => flow.enabled).length
  const shown = filterFlows(flows, text, state)
  if (flows.length === 0) {
    return (
      <EmptyState
        title="No flows yet"
        action={
          <Link href="/settings" className={buttonClass({})}>
            Make an API key
          </Link>
        }
      >
        A flow says what happens when an order, a payment or a parcel changes. Bring one in by the API or the command
        line.
      </EmptyState>
    )
  }
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 px-4 pb-3 lg:px-7">
        <SearchInput
          slash
          label="Find a flow"
          placeholder="Flow, app or what starts it"
          value={text}
          onValueChange={setText}
          className="w-60 max-md:w-full"
        />
        <Segmented
          label="Show"
          value={state}
          onValueChange={setState}
          options={[
            { value: 'all', label: `All ${flows.length}` },
            { value: 'on', label: `On ${on}` },
            { value: 'off', label: `Off ${flows.length - on}` },
          ]}
        />
      </div>
      <div ref={list} className="flex-1 border-line border-t bg-surface">
        {shown.length === 0 ? (
          <EmptyState
            title="No flow matches"
            action={
              <button
                type="button"
                className={buttonClass({})}
                onClick={() => {
                  setText('')
                  setState('all')
                }}
              >
                Clear filters
              </button>
            }
          >
            {flows.length === 1 ? 'There is 1 flow' : `There are ${flows.length} flows`} in this workspace.
          </EmptyState>
        ) : (
          <FlowsTable groups={groupFlows(shown)} />
        )}
      </div>
    </>
  )
}
