'use client'

import { Button } from '@patchbay/ui/button'
import { Dialog } from '@patchbay/ui/dialog'
import { Select } from '@patchbay/ui/select'
import { useMutation, useQuery } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'
import { useState } from 'react'
import { useTrpc } from '../../../trpc/client.ts'
import type { RunDetail } from '../../../trpc/types.ts'
import { orderedSteps } from '../../run/run-steps.ts'
import { hasUndone } from '../../run/scope-panel.tsx'
import { InlineTrouble } from '../../shared/inline-trouble.tsx'
import { useProblemsAgain } from '../use-problems-again.ts'
import { SteeringSteps } from './steering-steps.tsx'

export type RetryFromDialogProps = {
  run: RunDetail
  /** Null: from where it failed. */
  fromStepId: string | null
  onClose: () => void
  /** To say so, where the run itself is out of sight. */
  onRetried?: () => void
}

/** Retry from the step that failed, or from any: what is reused and what is applied anew stands there before. */
export function RetryFromDialog({ run, fromStepId, onClose, onRetried }: RetryFromDialogProps) {
  const trpc = useTrpc()
  const again = useProblemsAgain()
  const failed = run.state === 'failed' || run.state === 'cancelled'
  const [from, setFrom] = useState<string | null>(fromStepId ?? (failed ? null : (retryable(run)[0]?.id ?? null)))
  const plan = useQuery(trpc.runs.planRetry.queryOptions({ id: run.id, fromStepId: from }, { staleTime: 0 }))
  const retry = useMutation(
    trpc.runs.retry.mutationOptions({
      onSuccess: () => {
        onClose()
        onRetried?.()
      },
      onSettled: again,
    }),
  )
  const anew = plan.data?.effects.anew ?? 0
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      size="lg"
      title="Retry this run"
      description={
        hasUndone(run)
          ? 'What was undone is done again, and it goes on from there. What else succeeded before stays, with what it gave.'
          : 'It goes on from here. What succeeded before stays, with what it gave.'
      }
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button
            variant="primary"
            icon={<RotateCw size={15} strokeWidth={1.75} aria-hidden="true" />}
            disabled={plan.data === undefined || plan.data.refused !== null}
            loading={retry.isPending}
            onClick={() => retry.mutate({ id: run.id, fromStepId: from })}
          >
            {anew === 0 ? 'Retry' : `Retry, and apply ${anew.toLocaleString('en-GB')} anew`}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <Select
          label="From which step"
          value={from ?? FAILED}
          onValueChange={(value) => setFrom(value === FAILED ? null : value)}
          options={[
            ...(failed ? [{ value: FAILED, label: 'From where it stopped' }] : []),
            ...retryable(run).map((step) => ({ value: step.id, label: `From “${step.name}”` })),
          ]}
        />
        <SteeringSteps query={plan} drawn={run.document.steps} />
        <InlineTrouble error={retry.error} />
      </div>
    </Dialog>
  )
}

const FAILED = ' '

/** Steps that a run can be retried from: not what starts it, and not what only undoes. */
function retryable(run: RunDetail): { id: string; name: string }[] {
  const undoes = new Set(run.document.edges.filter(({ port }) => port === 'undo').map(({ to }) => to))
  return orderedSteps(run).filter((step) => step.kind !== 'trigger' && !undoes.has(step.id))
}
