import type { Metadata } from 'next'
import { FlowPage } from '../../../../features/flows/flow-page.tsx'
import { Prefetch } from '../../../../trpc/prefetch.tsx'

export const metadata: Metadata = { title: 'Flow' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Prefetch load={(trpc, client) => [client.prefetchQuery(trpc.flows.get.queryOptions({ id }))]}>
      <FlowPage id={id} />
    </Prefetch>
  )
}
