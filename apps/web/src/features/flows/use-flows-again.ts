'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useTrpc } from '../../trpc/client.ts'

/** Asks again for everything that shows flows, after one of them was made, changed or put away. */
export function useFlowsAgain(): () => Promise<void> {
  const trpc = useTrpc()
  const client = useQueryClient()
  return async () => {
    void client.invalidateQueries(trpc.home.pathFilter())
    await client.invalidateQueries(trpc.flows.pathFilter())
  }
}
