import type { Metadata } from 'next'
import { RunsPage } from '../../../features/runs/runs-page.tsx'
import { Prefetch } from '../../../trpc/prefetch.tsx'

export const metadata: Metadata = { title: 'Runs' }

export default function Page() {
  return (
    <Prefetch load={(trpc, client) => [client.prefetchQuery(trpc.flows.list.queryOptions())]}>
      <RunsPage />
    </Prefetch>
  )
}
