import type { Metadata } from 'next'
import { ConnectionsPage } from '../../../features/connections/connections-page.tsx'
import { Prefetch } from '../../../trpc/prefetch.tsx'

export const metadata: Metadata = { title: 'Connections' }

export default function Page() {
  return (
    <Prefetch load={(trpc, client) => [client.prefetchQuery(trpc.connections.list.queryOptions())]}>
      <ConnectionsPage />
    </Prefetch>
  )
}
