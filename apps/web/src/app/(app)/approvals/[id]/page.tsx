import type { Metadata } from 'next'
import { ApprovalInApp } from '../../../../features/approvals/approval-in-app.tsx'
import { Prefetch } from '../../../../trpc/prefetch.tsx'

export const metadata: Metadata = { title: 'Approval' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Prefetch load={(trpc, client) => [client.prefetchQuery(trpc.approvals.get.queryOptions({ id }))]}>
      <ApprovalInApp id={id} />
    </Prefetch>
  )
}
