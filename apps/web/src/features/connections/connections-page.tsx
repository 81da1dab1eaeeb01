'use client'

import { Button } from '@patchbay/ui/button'
import { EmptyState } from '@patchbay/ui/empty-state'
import { PageHeader } from '@patchbay/ui/page-header'
import { Banner } from '@patchbay/ui/say-box'
import { SearchInput } from '@patchbay/ui/search-input'
import { Segmented } from '@patchbay/ui/segmented'
import { SkeletonRows } from '@patchbay/ui/skeleton'
import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { ConnectionSummary } from '../../trpc/types.ts'
import { QueryView } from '../shared/query-view.tsx'
import { useRowKeys } from '../shared/use-row-keys.ts'
import { useUrlState } from '../shared/use-url-state.ts'
import { useMe } from '../shell/use-me.ts'
import { AddConnection } from './add-connection.tsx'
import { ConnectAnother } from './connect-another.tsx'
import { ConnectionPanel } from './connection-panel.tsx'
import { ConnectionsTable } from './connections-table.tsx'
import { OAuthAppsPanel } from './oauth-apps-panel.tsx'

export function ConnectionsPage() {
  const trpc = useTrpc()
  const me = useMe()
  const { params, change } = useUrlState()
  const query = useQuery(trpc.connections.list.queryOptions())
  const adding = params.get('add')
  const apps = params.get('apps')
  // What became of a sign-in that came back to this page instead of to a window of its own.
  const problem = params.get('problem')
  const opened = query.data?.find((connection) => connection.id === params.get('id')) ?? null
  return (
    <div className="flex min-h-0 flex-1">
      <div className="min-w-0 flex-1 overflow-y-auto">
        <PageHeader
          title="Connections"
          lead="The accounts your flows act with. Keys are encrypted and never shown again."
          actions={
            <>
              {me.can['oauth_app.read'] ? (
                <Button variant="quiet" onClick={() => change({ apps: '1', add: null, id: null })}>
                  OAuth apps
                </Button>
              ) : null}
              {me.can['connection.create'] ? (
                <Button
                  icon={<Plus size={15} strokeWidth={1.75} />}
                  variant={query.data?.length === 0 ? 'primary' : 'secondary'}
                  onClick={() => change({ add: '1', id: null })}
                >
                  Add a connection
                </Button>
              ) : null}
            </>
          }
        />
        {problem === null ? null : (
          <div className="px-4 pb-3 lg:px-7">
            <Banner
              state="failed"
              action={
                <Button size="sm" onClick={() => change({ problem: null })}>
                  Close
                </Button>
              }
            >
              {problem}
            </Banner>
          </div>
        )}
        <QueryView query={query} what="The connections" skeleton={<SkeletonRows rowHeight={53} />}>
          {(connections) => (
            <List
              connections={connections}
              openedId={opened?.id ?? null}
              onOpen={(id) => change({ id, add: null })}
              onConnect={(connector) => change({ add: connector, id: null })}
            />
          )}
        </QueryView>
      </div>
      {opened === null ? null : (
        <ConnectionPanel key={opened.id} connection={opened} onClose={() => change({ id: null })} />
      )}
      {apps === null ? null : (
        <OAuthAppsPanel
          opened={apps}
          onOpen={(connector) => change({ apps: connector })}
          onClose={() => change({ apps: null })}
        />
      )}
      {adding === null ? null : (
        <AddConnection
          connector={adding === '1' ? null : adding}
          onChoose={(connector) => change({ add: connector })}
          onClose={() => change({ add: null })}
          onAdded={(id) => change({ add: null, id })}
        />
      )}
    </div>
  )
}

type ListProps = {
  connections: ConnectionSummary[]
  openedId: string | null
  onOpen: (id: string) => void
  onConnect: (connector: string) => void
}

type Kind = 'all' | 'live' | 'sandbox'

function List({ connections, openedId, onOpen, onConnect }: ListProps) {
  const [text, setText] = useState('')
  const [kind, setKind] = useState<Kind>('all')
  const list = useRef<HTMLDivElement>(null)
  useRowKeys(list)
  const of = (environment: Kind) => connections.filter((each) => each.environment === environment).length
  const wanted = text.trim().toLowerCase()
  const shown = connections.filter(
    (each) =>
      (kind === 'all' || each.environment === kind) &&
      [each.name, each.connectorTitle, each.account ?? ''].some((words) => words.toLowerCase().includes(wanted)),
  )
  return (
    <>
      {connections.length === 0 ? (
        <EmptyState title="No connections yet">
          A connection is an account your flows act with: a shop, a payment provider, a mail server.
        </EmptyState>
      ) : (
        <>
          <div className="flex flex-wrap items-center gap-2 px-4 pb-3 lg:px-7">
            <SearchInput
              slash
              label="Find a connection"
              placeholder="Find a connection"
              value={text}
              onValueChange={setText}
              className="w-58 max-md:w-full"
            />
            <Segmented<Kind>
              label="Show"
              value={kind}
              onValueChange={setKind}
              options={[
                { value: 'all', label: `All ${connections.length}` },
                { value: 'live', label: `Live ${of('live')}` },
                { value: 'sandbox', label: `Sandbox ${of('sandbox')}` },
              ]}
            />
          </div>
          <div ref={list} className="border-line border-y bg-surface">
            {shown.length === 0 ? (
              <EmptyState
                title="No connection matches"
                action={
                  <Button
                    onClick={() => {
                      setText('')
                      setKind('all')
                    }}
                  >
                    Clear filters
                  </Button>
                }
              />
            ) : (
              <ConnectionsTable connections={shown} openedId={openedId} onOpen={onOpen} narrow={openedId !== null} />
            )}
          </div>
        </>
      )}
      <ConnectAnother onConnect={onConnect} />
    </>
  )
}
