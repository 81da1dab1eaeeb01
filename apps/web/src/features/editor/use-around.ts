'use client'

import type { ConnectionChoice } from '@patchbay/editor/contract'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { ConnectorManifest } from '../../trpc/types.ts'

/** What there is to build with: apps and accounts. `connections` is null until it is known. */
export function useAround(): {
  manifests: Readonly<Record<string, ConnectorManifest>>
  connections: readonly ConnectionChoice[] | null
} {
  const trpc = useTrpc()
  const list = useQuery(trpc.connectors.list.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY })).data
  const accounts = useQuery(trpc.connections.list.queryOptions()).data
  const manifests = useMemo(() => Object.fromEntries((list ?? []).map((manifest) => [manifest.id, manifest])), [list])
  const connections = useMemo(
    () =>
      accounts?.map(
        ({ id, connector, name, environment, state, account }): ConnectionChoice => ({
          id,
          connector,
          name,
          environment,
          usable: state !== 'needs_attention',
          account,
        }),
      ) ?? null,
    [accounts],
  )
  return { manifests, connections }
}
