import type { Metadata } from 'next'
import { WorkspacePage } from '../../../features/settings/workspace-page.tsx'
import { Prefetch } from '../../../trpc/prefetch.tsx'

export const metadata: Metadata = { title: 'Settings' }

export default function Page() {
  return (
    <Prefetch load={(trpc, client) => [client.prefetchQuery(trpc.workspace.get.queryOptions())]}>
      <WorkspacePage />
    </Prefetch>
  )
}
