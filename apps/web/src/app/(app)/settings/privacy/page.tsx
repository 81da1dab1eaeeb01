import type { Metadata } from 'next'
import { PrivacyPage } from '../../../../features/privacy/privacy-page.tsx'
import { Prefetch } from '../../../../trpc/prefetch.tsx'

export const metadata: Metadata = { title: 'Data & privacy' }

export default function Page() {
  return (
    <Prefetch load={(trpc, client) => [client.prefetchQuery(trpc.workspace.get.queryOptions())]}>
      <PrivacyPage />
    </Prefetch>
  )
}
