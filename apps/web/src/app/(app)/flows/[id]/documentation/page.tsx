import type { Metadata } from 'next'
import { DocumentationPage } from '../../../../../features/flows/documentation-page.tsx'
import { Prefetch } from '../../../../../trpc/prefetch.tsx'

export const metadata: Metadata = { title: 'Documentation of a flow' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Prefetch load={(trpc, client) => [client.prefetchQuery(trpc.flows.documentation.queryOptions({ id }))]}>
      <DocumentationPage id={id} />
    </Prefetch>
  )
}
