'use client'

import { toast } from '@patchbay/ui/toast'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTrpc } from '../../trpc/client.ts'

/** Saves a part of the workspace's settings; whatever shows them asks again. */
export function useSaveSettings() {
  const trpc = useTrpc()
  const client = useQueryClient()
  return useMutation(
    trpc.workspace.update.mutationOptions({
      onSuccess: async () => {
        await Promise.all([
          client.invalidateQueries(trpc.workspace.pathFilter()),
          client.invalidateQueries(trpc.people.pathFilter()),
          client.invalidateQueries(trpc.workspaces.pathFilter()),
        ])
        toast('Saved')
      },
    }),
  )
}
