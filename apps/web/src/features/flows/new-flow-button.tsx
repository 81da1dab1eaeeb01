'use client'

import { Button } from '@patchbay/ui/button'
import { toast } from '@patchbay/ui/toast'
import { useMutation } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTrpc } from '../../trpc/client.ts'
import { troubleWords } from '../shared/trouble.ts'

/** Straight onto an empty canvas; its name can wait. */
export function NewFlowButton({ variant = 'primary' }: { variant?: 'primary' | 'secondary' }) {
  const trpc = useTrpc()
  const router = useRouter()
  const create = useMutation(
    trpc.flows.create.mutationOptions({
      onSuccess: ({ id }) => router.push(`/flows/${id}`),
      onError: (error) => toast('The flow was not made', { detail: troubleWords(error) }),
    }),
  )
  return (
    <Button
      variant={variant}
      icon={<Plus size={15} strokeWidth={1.75} aria-hidden="true" />}
      loading={create.isPending || create.isSuccess}
      onClick={() => create.mutate({ name: 'New flow' })}
    >
      New flow
    </Button>
  )
}
