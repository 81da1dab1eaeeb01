'use client'

import { toast } from '@patchbay/ui/toast'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTrpc } from '../../trpc/client.ts'
import { troubleWords } from '../shared/trouble.ts'

/**
 * Stores a credential and tests it. Its outcome stands on the connection, which opens next; a failed test is told at
 * once as well, because in the editor no connection opens.
 */
export function useConnect(onAdded: (id: string) => void) {
  const trpc = useTrpc()
  const client = useQueryClient()
  const test = useMutation(trpc.connections.test.mutationOptions())
  const create = useMutation(
    trpc.connections.create.mutationOptions({
      onSuccess: async ({ id }, { name }) => {
        try {
          const result = await test.mutateAsync({ id })
          if (!result.ok) toast(`“${name}” is saved, but its test failed`, { detail: result.message })
        } catch (error) {
          toast(`“${name}” is saved, but was not tested`, { detail: troubleWords(error) })
        }
        await client.invalidateQueries(trpc.connections.pathFilter())
        onAdded(id)
      },
    }),
  )
  return { create, isPending: create.isPending || test.isPending }
}
