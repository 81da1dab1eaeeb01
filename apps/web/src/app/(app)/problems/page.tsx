import type { Metadata } from 'next'
import { ProblemsPage } from '../../../features/problems/problems-page.tsx'
import { Prefetch } from '../../../trpc/prefetch.tsx'

export const metadata: Metadata = { title: 'Problems' }

export default function Page() {
  return (
    <Prefetch
      load={(trpc, client) => [
        client.prefetchQuery(trpc.problems.list.queryOptions({ state: 'open' })),
        client.prefetchQuery(trpc.decisions.list.queryOptions({ state: 'open' })),
      ]}
    >
      <ProblemsPage />
    </Prefetch>
  )
}
