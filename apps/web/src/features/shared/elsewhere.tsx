'use client'

import { Button } from '@patchbay/ui/button'
import { useMutation, useQuery } from '@tanstack/react-query'
import { usePathname } from 'next/navigation'
import { useTrpc } from '../../trpc/client.ts'
import { goInto } from '../shell/other-tabs.ts'
import { InlineTrouble } from './inline-trouble.tsx'

const PLACES = { flows: 'flow', runs: 'run', connections: 'connection' } as const
const ADDRESS = /^\/(flows|runs|connections)\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/

/** A link that a colleague sent may lead into another workspace of the same person: the way there, if it does. */
export function Elsewhere() {
  const trpc = useTrpc()
  const pathname = usePathname()
  const asked = askedBy(pathname)
  const found = useQuery(
    trpc.workspaces.elsewhere.queryOptions(asked ?? { kind: 'flow', id: '' }, {
      enabled: asked !== null,
      retry: false,
    }),
  ).data
  const open = useMutation(
    trpc.workspaces.open.mutationOptions({ onSuccess: () => goInto(`${pathname}${window.location.search}`) }),
  )
  if (found === undefined || found === null) return null
  return (
    <div className="flex flex-col items-center gap-2">
      <p>It is in your workspace {found.name}.</p>
      <Button
        variant="primary"
        loading={open.isPending || open.isSuccess}
        onClick={() => open.mutate({ id: found.workspaceId })}
      >
        Open {found.name}
      </Button>
      <InlineTrouble error={open.error} />
    </div>
  )
}

function askedBy(pathname: string): { kind: (typeof PLACES)[keyof typeof PLACES]; id: string } | null {
  const [, place, id] = ADDRESS.exec(pathname) ?? []
  if (id === undefined || (place !== 'flows' && place !== 'runs' && place !== 'connections')) return null
  return { kind: PLACES[place], id }
}
