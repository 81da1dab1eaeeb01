'use client'

import { Skeleton } from '@patchbay/ui/skeleton'
import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useTrpc } from '../../trpc/client.ts'
import { QueryView } from '../shared/query-view.tsx'
import { useMedia } from '../shared/use-media.ts'
import { Editor } from './editor.tsx'

// A phone reads and acts: it never loads the editor's own list, nor a desk the phone's.
const PhoneFlow = dynamic(() => import('./phone-flow.tsx').then((module) => module.PhoneFlow), { ssr: false })

/** A flow: drawn where there is room, read where there is not. */
export function EditorPage({ id }: { id: string }) {
  const trpc = useTrpc()
  const wide = useMedia('(min-width: 768px)')
  // The draft follows its changes one by one; what else is known of the flow is asked for again by the editor.
  const query = useQuery(
    trpc.flows.get.queryOptions(
      { id },
      { meta: { followsItself: true }, staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false },
    ),
  )
  return (
    <QueryView
      query={query}
      what="The flow"
      home={{ href: '/flows', label: 'All flows' }}
      skeleton={<EditorSkeleton />}
    >
      {(flow) => (wide === false ? <PhoneFlow flow={flow} /> : <Editor key={flow.id} flow={flow} />)}
    </QueryView>
  )
}

function EditorSkeleton() {
  return (
    <div role="status" aria-label="Loading" className="flex flex-1 flex-col">
      <div className="flex h-topbar items-center gap-3 border-line border-b bg-surface px-4">
        <Skeleton className="w-40" />
        <Skeleton className="w-24" />
      </div>
      <div className="flex-1 bg-canvas" />
    </div>
  )
}
