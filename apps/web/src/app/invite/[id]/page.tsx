import type { Metadata } from 'next'
import { InvitePage } from '../../../features/auth/invite-page.tsx'
import { Prefetch } from '../../../trpc/prefetch.tsx'

// The address holds what proves a mailbox: no page that is gone to from here is told it.
export const metadata: Metadata = { title: 'Invitation', referrer: 'no-referrer', robots: { index: false } }

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ key?: string | string[] }> }

export default async function Page({ params, searchParams }: Props) {
  const { id } = await params
  const { key } = await searchParams
  const asked = { id, key: typeof key === 'string' ? key : null }
  return (
    <Prefetch load={(trpc, client) => [client.prefetchQuery(trpc.invites.look.queryOptions(asked))]}>
      <InvitePage id={id} proof={asked.key} />
    </Prefetch>
  )
}
