import type { Metadata } from 'next'
import { RunPage } from '../../../../features/run/run-page.tsx'
import { Prefetch } from '../../../../trpc/prefetch.tsx'

export const metadata: Metadata = { title: 'Run' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Prefetch load={(trpc, client) => [client.prefetchQuery(trpc.runs.get.queryOptions({ id }))]}>
      <RunPage id={id} />
    </Prefetch>
  )
}
