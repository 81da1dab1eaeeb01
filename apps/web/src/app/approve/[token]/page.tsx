import type { Metadata } from 'next'
import { ApprovalPage } from '../../../features/approvals/approval-page.tsx'
import { Prefetch } from '../../../trpc/prefetch.tsx'

// The address is what proves who comes: no page that is gone to from here is told it.
export const metadata: Metadata = { title: 'Approval', referrer: 'no-referrer', robots: { index: false } }

type Props = { params: Promise<{ token: string }>; searchParams: Promise<{ answer?: string | string[] }> }

export default async function Page({ params, searchParams }: Props) {
  const { token } = await params
  const { answer } = await searchParams
  const ready = answer === 'approve' ? 'approved' : answer === 'refuse' ? 'refused' : null
  return (
    <Prefetch load={(trpc, client) => [client.prefetchQuery(trpc.approvals.look.queryOptions({ token }))]}>
      <ApprovalPage token={token} ready={ready} />
    </Prefetch>
  )
}
