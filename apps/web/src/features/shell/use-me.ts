'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import { useTrpc } from '../../trpc/client.ts'

/** Who is signed in, to which workspace, and what they may do. Loaded with the frame, so it is always there. */
export function useMe() {
  const trpc = useTrpc()
  return useSuspenseQuery(trpc.people.me.queryOptions(undefined, { staleTime: 60_000 })).data
}
