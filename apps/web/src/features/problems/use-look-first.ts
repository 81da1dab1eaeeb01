import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTrpc } from '../../trpc/client.ts'
import type { RunDetail } from '../../trpc/types.ts'

/** `asks`: the retry would apply something anew, or go on undoing: a person sees that first. */
type Looked = { run: RunDetail; asks: boolean }

/** Looks at a run and what a retry of it would do, before it is retried without a word. */
export function useLookFirst() {
  const trpc = useTrpc()
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (id: string): Promise<Looked> => {
      const [run, { effects }] = await Promise.all([
        client.fetchQuery(trpc.runs.get.queryOptions({ id }, { staleTime: 0 })),
        client.fetchQuery(trpc.runs.planRetry.queryOptions({ id, fromStepId: null }, { staleTime: 0 })),
      ])
      return { run, asks: effects.anew > 0 || run.unwindingAt !== null }
    },
  })
}
