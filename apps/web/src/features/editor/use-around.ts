'use client'

import type { ConnectionChoice, FlowChoice, PersonChoice } from '@patchbay/editor/contract'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { ConnectorManifest } from '../../trpc/types.ts'

/** What there is to build with: apps, accounts, other flows and people. What is null or absent is not known yet. */
export function useAround(): {
  manifests: Readonly<Record<string, ConnectorManifest>>
  connections: readonly ConnectionChoice[] | null
  flows: readonly FlowChoice[] | undefined
  people: readonly PersonChoice[] | undefined
} {
  const trpc = useTrpc()
  const list = useQuery(trpc.connectors.list.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY })).data
  const accounts = useQuery(trpc.connections.list.queryOptions()).data
  const callable = useQuery(trpc.flows.callable.queryOptions()).data
  const members = useQuery(trpc.members.list.queryOptions()).data
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
  const flows = useMemo(() => callable?.map((flow) => ({ ...flow, href: `/flows/${flow.id}` })), [callable])
  const people = useMemo(() => members?.map(({ userId, name, role }) => ({ id: userId, name, role })), [members])
  return { manifests, connections, flows, people }
}
