'use client'

import { Button } from '@patchbay/ui/button'
import { toast } from '@patchbay/ui/toast'
import { useMutation } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { RunDetail } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { useMe } from '../shell/use-me.ts'
import { useLookFirst } from './use-look-first.ts'
import { useProblemsAgain } from './use-problems-again.ts'

// Seldom asked for: the pages with this button do not wait for it.
const RetryFromDialog = dynamic(
  () => import('./steering/retry-from-dialog.tsx').then((module) => module.RetryFromDialog),
  { ssr: false },
)

/**
 * Lets a failed run go on from the step that failed, for those who may. Where that would apply something anew, or go on
 * undoing, it shows that first, as the run's page does. `about`: what the run is for.
 */
export function RetryRun({ id, about }: { id: string; about: string }) {
  const trpc = useTrpc()
  const me = useMe()
  const again = useProblemsAgain()
  const [asking, setAsking] = useState<RunDetail | null>(null)
  const say = (detail?: string) => toast(`${about} is tried again`, { detail })
  const retry = useMutation(
    trpc.runs.retry.mutationOptions({ onSuccess: () => say('From the step that failed.'), onSettled: again }),
  )
  const look = useLookFirst()
  const begin = () => look.mutate(id, { onSuccess: ({ run, asks }) => (asks ? setAsking(run) : retry.mutate({ id })) })
  if (!me.can['run.retry']) return null
  return (
    <>
      <InlineTrouble error={look.error ?? retry.error} className="max-w-70" />
      <Button
        icon={<RotateCw size={15} strokeWidth={1.75} aria-hidden="true" />}
        loading={look.isPending || retry.isPending}
        onClick={begin}
      >
        Retry
      </Button>
      {asking === null ? null : (
        <RetryFromDialog run={asking} fromStepId={null} onClose={() => setAsking(null)} onRetried={() => say()} />
      )}
    </>
  )
}
