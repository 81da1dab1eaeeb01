'use client'

import { toast } from '@patchbay/ui/toast'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTrpc, useTrpcClient } from '../../trpc/client.ts'
import { troubleWords } from '../shared/trouble.ts'
import { proposedName } from './proposed-name.ts'

const FRESH_MS = 5000

/** Straight onto an empty canvas, under a name that no other flow has; the editor and the first publishing ask for its own. */
export function useNewFlow() {
  const trpc = useTrpc()
  const client = useTrpcClient()
  const cache = useQueryClient()
  const router = useRouter()
  return useMutation({
    mutationFn: async () => {
      const flows = await cache.fetchQuery(trpc.flows.list.queryOptions(undefined, { staleTime: FRESH_MS }))
      return client.flows.create.mutate({ name: proposedName(flows.map(({ name }) => name)) })
    },
    onSuccess: ({ id }) => router.push(`/flows/${id}`),
    onError: (error) => toast('The flow was not made', { detail: troubleWords(error) }),
  })
}
