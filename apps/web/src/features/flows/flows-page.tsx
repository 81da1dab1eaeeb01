'use client'

import { Button } from '@patchbay/ui/button'
import { buttonClass } from '@patchbay/ui/button-class'
import { EmptyState } from '@patchbay/ui/empty-state'
import { PageHeader } from '@patchbay/ui/page-header'
import { SearchInput } from '@patchbay/ui/search-input'
import { Segmented } from '@patchbay/ui/segmented'
import { SkeletonRows } from '@patchbay/ui/skeleton'
import { useQuery } from '@tanstack/react-query'
import { LayoutTemplate, Upload } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { FlowSummary } from '../../trpc/types.ts'
import { QueryView } from '../shared/query-view.tsx'
import { useRowKeys } from '../shared/use-row-keys.ts'
import { counted } from '../shared/words.ts'
import { useMe } from '../shell/use-me.ts'
import { filterFlows, foldersOf, groupFlows, type OnOff, type Order } from './flow-groups.ts'
import { FlowsTable } from './flows-table.tsx'
import { ImportDialog } from './import-dialog.tsx'
import { NewFlowButton } from './new-flow-button.tsx'
import { TemplateGallery } from './template-gallery.tsx'

const HELD_POLL_MS = 15_000

export function FlowsPage() {
  const trpc = useTrpc()
  const me = useMe()
  const query = useQuery(
    trpc.flows.list.queryOptions(undefined, {
      // An event that is only held changes nothing that would be told.
      refetchInterval: ({ state }) => (state.data?.some((flow) => flow.newEvents === 'hold') ? HELD_POLL_MS : false),
    }),
  )
  const [asking, setAsking] = useState<'template' | 'import' | null>(null)
  return (
    <>
      <PageHeader
        title="Flows"
        lead={query.data === undefined ? ' ' : leadOf(query.data)}
        actions={me.can['flow.create'] ? <MakeFlow onAsk={setAsking} /> : undefined}
      />
      <QueryView query={query} what="The flows" skeleton={<SkeletonRows rowHeight={41} />}>
        {(flows) => <FlowsList flows={flows} onImport={() => setAsking('import')} />}
      </QueryView>
      {asking === 'template' ? <TemplateGallery onClose={() => setAsking(null)} /> : null}
      {asking === 'import' ? <ImportDialog onClose={() => setAsking(null)} /> : null}
    </>
  )
}

function MakeFlow({ onAsk }: { onAsk: (what: 'template') => void }) {
  return (
    <>
      <Button
        icon={<LayoutTemplate size={15} strokeWidth={1.75} aria-hidden="true" />}
        onClick={() => onAsk('template')}
      >
        Start from a template
      </Button>
      <NewFlowButton />
    </>
  )
}

function leadOf(flows: FlowSummary[]): string {
  const on = flows.filter((flow) => flow.enabled).length
  const runs = flows.reduce((sum, flow) => sum + flow.last24h.runs, 0)
  return `${on} of ${flows.length} ${flows.length === 1 ? 'is' : 'are'} on. ${counted(runs, 'run')} in the last 24 hours.`
}

function FlowsList({ flows, onImport }: { flows: FlowSummary[]; onImport: () => void }) {
  const [text, setText] = useState('')
  const [state, setState] = useState<OnOff>('all')
  const [order, setOrder] = useState<Order>('folders')
  const me = useMe()
  const list = useRef<HTMLDivElement>(null)
  useRowKeys(list)
  const on = flows.filter((flow) => flow.enabled).length
  const shown = filterFlows(flows, text, state)
  if (flows.length === 0) {
    return (
      <EmptyState
        title="No flows yet"
        action={
          me.can['flow.import'] ? (
            <Button icon={<Upload size={15} strokeWidth={1.75} aria-hidden="true" />} onClick={onImport}>
              Import a flow
            </Button>
          ) : undefined
        }
      >
        A flow says what happens when an order, a payment or a parcel changes. Draw one, start from a template, or bring
        one in as a file.
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
        <span className="flex-1" />
        {me.can['flow.import'] ? (
          <Button variant="quiet" icon={<Upload size={15} strokeWidth={1.75} aria-hidden="true" />} onClick={onImport}>
            Import
          </Button>
        ) : null}
        <Segmented
          label="Order"
          value={order}
          onValueChange={setOrder}
          className="max-md:hidden"
          options={[
            { value: 'folders', label: 'Folders' },
            { value: 'list', label: 'One list' },
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
          <FlowsTable
            groups={order === 'folders' ? groupFlows(shown) : [{ folder: null, flows: shown }]}
            folders={foldersOf(flows)}
          />
        )}
      </div>
    </>
  )
}
