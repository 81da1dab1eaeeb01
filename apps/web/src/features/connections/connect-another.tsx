'use client'

import { VendorTile } from '@patchbay/ui/vendor-tile'
import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useTrpc } from '../../trpc/client.ts'
import type { ConnectorManifest } from '../../trpc/types.ts'
import { useMe } from '../shell/use-me.ts'

const authWord: Record<ConnectorManifest['auth']['kind'], string> = {
  none: 'No key needed',
  apiKey: 'API key',
  basic: 'User and password',
  oauth2: 'Sign in',
  custom: 'Own credentials',
}

/** "Sign in or API key" */
export function waysIn({ auth }: ConnectorManifest): string {
  if (auth.oauth === undefined || auth.kind === 'oauth2') return authWord[auth.kind]
  const key = authWord[auth.kind]
  return `Sign in or ${/^[A-Z]{2}/.test(key) ? key : key.toLowerCase()}`
}

export function ConnectAnother({ onConnect }: { onConnect: (connector: string) => void }) {
  const trpc = useTrpc()
  const me = useMe()
  const connectors = useQuery(
    trpc.connectors.list.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }),
  ).data
  if (connectors === undefined || connectors.length === 0 || !me.can['connection.create']) return null
  return (
    <section className="px-4 py-6 lg:px-7">
      <h2 className="mb-2.5 text-h3">Connect another system</h2>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(190px,1fr))] gap-2.5">
        {connectors.map((connector) => (
          <li key={connector.id}>
            <button
              type="button"
              onClick={() => onConnect(connector.id)}
              className="flex w-full items-center gap-3 rounded-3 border border-line-ui border-dashed px-3 py-2.5 text-left hover:bg-shade"
            >
              <VendorTile connector={connector.id} size={30} />
              <span className="min-w-0 flex-1">
                <b className="block truncate font-medium">{connector.title}</b>
                <span className="block truncate text-ink-3 text-small">{waysIn(connector)}</span>
              </span>
              <Plus size={15} strokeWidth={1.75} className="text-ink-3" aria-hidden="true" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
