import type { Metadata } from 'next'
import { ApprovalsPage } from '../../../features/approvals/approvals-page.tsx'
import { Prefetch } from '../../../trpc/prefetch.tsx'

export const metadata: Metadata = { title: 'Approvals' }

export default function Page() {
  return (
    <Prefetch load={(trpc, client) => [client.prefetchQuery(trpc.approvals.list.queryOptions({ state: 'open' }))]}>
      <ApprovalsPage />
    </Prefetch>
  )
}
