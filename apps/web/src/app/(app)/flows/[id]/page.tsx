import type { Metadata } from 'next'
import { EditorPage } from '../../../../features/editor/editor-page.tsx'
import { Prefetch } from '../../../../trpc/prefetch.tsx'

export const metadata: Metadata = { title: 'Flow' }

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return (
    <Prefetch load={(trpc, client) => [client.prefetchQuery(trpc.flows.get.queryOptions({ id }))]}>
      <EditorPage id={id} />
    </Prefetch>
  )
}
