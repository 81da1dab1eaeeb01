'use client'

import { linkClass } from '@patchbay/ui/card'
import { SayBox } from '@patchbay/ui/say-box'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTrpc } from '../../trpc/client.ts'
import { counted } from '../shared/words.ts'

/** Which flows call this one, and what becomes of their runs without it. Nothing where none does. */
export function CalledBy({ flowId, className }: { flowId: string; className?: string }) {
  const trpc = useTrpc()
  const callers = useQuery(trpc.approvals.callers.queryOptions({ flowId })).data ?? []
  if (callers.length === 0) return null
  return (
    <SayBox state="attention" title={`Used by ${counted(callers.length, 'flow')}`} className={className}>
      {callers.map((caller, index) => (
        <span key={caller.id}>
          {index === 0 ? '' : ', '}
          <Link href={`/flows/${caller.id}`} className={linkClass}>
            {caller.name}
          </Link>
        </span>
      ))}
      {callers.length === 1 ? ' calls' : ' call'} it: their runs fail at that step while it is off, and can be retried
      afterwards.
    </SayBox>
  )
}
