'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useTrpc } from '../../trpc/client.ts'

/** Asks again for all that changes when a problem is settled. */
export function useProblemsAgain(): () => void {
  const trpc = useTrpc()
  const client = useQueryClient()
  return () => {
    const touched = [trpc.problems.list, trpc.problems.get, trpc.bulk, trpc.decisions, trpc.runs, trpc.home, trpc.nav]
    for (const filter of touched.map((each) => each.pathFilter())) void client.invalidateQueries(filter)
  }
}
