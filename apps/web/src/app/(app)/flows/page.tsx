import type { Metadata } from 'next'
import { FlowsPage } from '../../../features/flows/flows-page.tsx'
import { Prefetch } from '../../../trpc/prefetch.tsx'

export const metadata: Metadata = { title: 'Flows' }

export default function Page() {
  return (
    <Prefetch load={(trpc, client) => [client.prefetchQuery(trpc.flows.list.queryOptions())]}>
      <FlowsPage />
    </Prefetch>
  )
}
