'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTrpc } from '../../trpc/client.ts'

/** Stores a credential and tests it. Its outcome stands on the connection, which opens next. */
export function useConnect(onAdded: (id: string) => void) {
  const trpc = useTrpc()
  const client = useQueryClient()
  const test = useMutation(trpc.connections.test.mutationOptions())
  const create = useMutation(
    trpc.connections.create.mutationOptions({
      onSuccess: async ({ id }) => {
        await test.mutateAsync({ id }).catch(() => undefined)
        await client.invalidateQueries(trpc.connections.pathFilter())
        onAdded(id)
      },
    }),
  )
  return { create, isPending: create.isPending || test.isPending }
}
