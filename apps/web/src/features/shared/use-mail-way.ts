'use client'

import { useQuery } from '@tanstack/react-query'
import { useTrpc } from '../../trpc/client.ts'

/** Where Patchbay's own mail goes; undefined until that is known. */
export function useMailWay(): 'smtp' | 'mail_room' | 'off' | undefined {
  const trpc = useTrpc()
  return useQuery(trpc.workspace.get.queryOptions()).data?.mail
}
