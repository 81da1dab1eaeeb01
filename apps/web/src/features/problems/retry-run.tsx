'use client'

import { Button } from '@patchbay/ui/button'
import { toast } from '@patchbay/ui/toast'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'
import { useTrpc } from '../../trpc/client.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { useMe } from '../shell/use-me.ts'

/** Lets a failed run go on from the step that failed, for those who may. `about`: what the run is for. */
export function RetryRun({ id, about }: { id: string; about: string }) {
  const trpc = useTrpc()
  const me = useMe()
  const client = useQueryClient()
  const retry = useMutation(
    trpc.runs.retry.mutationOptions({
      onSuccess: () => toast(`${about} is tried again`, { detail: 'From the step that failed.' }),
      onSettled: () => {
        for (const filter of [trpc.runs, trpc.home, trpc.nav].map((each) => each.pathFilter())) {
          void client.invalidateQueries(filter)
        }
      },
    }),
  )
  if (!me.can['run.retry']) return null
  return (
    <>
      <InlineTrouble error={retry.error} className="max-w-70" />
      <Button
        icon={<RotateCw size={15} strokeWidth={1.75} aria-hidden="true" />}
        loading={retry.isPending}
        onClick={() => retry.mutate({ id })}
      >
        Retry
      </Button>
    </>
  )
}
