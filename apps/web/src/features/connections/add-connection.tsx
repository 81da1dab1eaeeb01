'use client'

import { SidePanel } from '@patchbay/ui/dialog'
import { VendorTile } from '@patchbay/ui/vendor-tile'
import { useQuery } from '@tanstack/react-query'
import { useTrpc } from '../../trpc/client.ts'
import type { ConnectorManifest } from '../../trpc/types.ts'
import { QueryView } from '../shared/query-view.tsx'
import { waysIn } from './connect-another.tsx'
import { ConnectForm } from './connect-form.tsx'

export type AddConnectionProps = {
  connector: string | null
  onChoose: (connector: string) => void
  onClose: () => void
  onAdded: (id: string) => void
}

export function AddConnection({ connector, onChoose, onClose, onAdded }: AddConnectionProps) {
  const trpc = useTrpc()
  const query = useQuery(trpc.connectors.list.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }))
  const chosen = query.data?.find((each) => each.id === connector)
  return (
    <SidePanel
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={chosen === undefined ? 'Add a connection' : `Connect ${chosen.title}`}
      description={chosen === undefined ? 'Which system?' : chosen.description}
    >
      <QueryView query={query} what="The systems">
        {(connectors) =>
          chosen === undefined ? (
            <Systems connectors={connectors} onChoose={onChoose} />
          ) : (
            <ConnectForm key={chosen.id} manifest={chosen} onAdded={onAdded} />
          )
        }
      </QueryView>
    </SidePanel>
  )
}

function Systems({ connectors, onChoose }: { connectors: ConnectorManifest[]; onChoose: (id: string) => void }) {
  return (
    <ul className="flex flex-col gap-2 text-ui">
      {connectors.map((each) => (
        <li key={each.id}>
          <button
            type="button"
            onClick={() => onChoose(each.id)}
            className="flex w-full items-center gap-3 rounded-3 border border-line px-3 py-2.5 text-left hover:bg-surface-2"
          >
            <VendorTile connector={each.id} />
            <span className="min-w-0 flex-1">
              <b className="block font-medium">{each.title}</b>
              <span className="block truncate text-ink-3 text-small">{waysIn(each)}</span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}
