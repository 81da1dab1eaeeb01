'use client'

import { endToast, toast } from '@patchbay/ui/toast'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTrpc } from '../../trpc/client.ts'
import { counted } from '../shared/words.ts'

/** The one that offers to switch a flow on; it goes once that was done. */
export const publishedToast = (flowId: string): string => `published ${flowId}`

/** Switches a flow on, or off with a reason, and asks again for what shows it. */
export function useSwitchFlow() {
  const trpc = useTrpc()
  const client = useQueryClient()
  return useMutation(
    trpc.flows.setEnabled.mutationOptions({
      onSuccess: ({ released }, { id }) => {
        endToast(publishedToast(id))
        if (released > 0) toast(`${counted(released, 'held event')} began to run`)
      },
      onSettled: () => {
        void client.invalidateQueries(trpc.flows.pathFilter())
        void client.invalidateQueries(trpc.home.pathFilter())
      },
    }),
  )
}
