import type { Metadata } from 'next'
import { MembersPage } from '../../../features/members/members-page.tsx'
import { Prefetch } from '../../../trpc/prefetch.tsx'

export const metadata: Metadata = { title: 'Members' }

export default function Page() {
  return (
    <Prefetch
      load={(trpc, client) => [
        client.prefetchQuery(trpc.members.list.queryOptions()),
        // Where mail goes: who sends an invite is told whether it comes by itself.
        client.prefetchQuery(trpc.workspace.get.queryOptions()),
      ]}
    >
      <MembersPage />
    </Prefetch>
  )
}
