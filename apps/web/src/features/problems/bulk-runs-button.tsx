'use client'

import { Button } from '@patchbay/ui/button'
import { Checkbox } from '@patchbay/ui/checkbox'
import { Dialog } from '@patchbay/ui/dialog'
import { toast } from '@patchbay/ui/toast'
import { useMutation } from '@tanstack/react-query'
import { Ban, RotateCw } from 'lucide-react'
import { useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { BulkOrder, RunState } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { isOpen } from '../shared/states.ts'
import { counted } from '../shared/words.ts'
import { useMe } from '../shell/use-me.ts'
import { useProblemsAgain } from './use-problems-again.ts'

export type BulkRunsButtonProps = {
  /** What the list is filtered by. */
  filter: { flowId?: string; states?: RunState[]; from?: Date; to?: Date; text?: string }
  total: number
}

const icon = { size: 15, strokeWidth: 1.75, 'aria-hidden': true } as const

/** Retries or cancels all runs that a list shows, a few at a time. Only where it is filtered to runs this can be done to. */
export function BulkRunsButton({ filter, total }: BulkRunsButtonProps) {
  const me = useMe()
  const [asking, setAsking] = useState(false)
  const action = actionFor(filter.states ?? [])
  if (action === null || total === 0 || !me.can['bulk.start']) return null
  if (!me.can[action === 'retry' ? 'run.retry' : 'run.cancel']) return null
  const verb = action === 'retry' ? 'Retry' : 'Cancel'
  return (
    <>
      <Button
        size="sm"
        icon={action === 'retry' ? <RotateCw {...icon} /> : <Ban {...icon} />}
        onClick={() => setAsking(true)}
      >
        {verb} {total === 1 ? 'it' : `all ${total.toLocaleString('en-GB')}`}…
      </Button>
      {asking ? <Confirm action={action} filter={filter} total={total} onClose={() => setAsking(false)} /> : null}
    </>
  )
}

function actionFor(states: RunState[]): 'retry' | 'cancel' | null {
  if (states.length === 0) return null
  if (states.every((state) => state === 'failed' || state === 'cancelled')) return 'retry'
  return states.every(isOpen) ? 'cancel' : null
}

type ConfirmProps = BulkRunsButtonProps & { action: 'retry' | 'cancel'; onClose: () => void }

function Confirm({ action, filter, total, onClose }: ConfirmProps) {
  const trpc = useTrpc()
  const again = useProblemsAgain()
  const [undo, setUndo] = useState(false)
  const start = useMutation(
    trpc.bulk.start.mutationOptions({
      onSuccess: (job) => {
        onClose()
        toast(`${counted(job.total, 'run')}: begun`, { detail: 'How far it is stands in Problems.' })
      },
      onSettled: again,
    }),
  )
  const order: BulkOrder = {
    action,
    params: action === 'cancel' ? { undo } : {},
    target: { kind: 'runs', ...filter },
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      size="sm"
      title={`${action === 'retry' ? 'Retry' : 'Cancel'} ${counted(total, 'run')}?`}
      description={
        action === 'retry'
          ? 'Each goes on from the step that failed; what had succeeded is not done again, unless it was undone. Where a flow that it called failed or was cancelled, that flow is called anew, and what its run had done is done again: retry the called runs first. Five at a time; it can be stopped.'
          : 'No further step begins in them. Five at a time; it can be stopped.'
      }
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            {action === 'retry' ? 'Cancel' : 'Keep them running'}
          </Button>
          <Button
            variant={action === 'retry' ? 'primary' : 'danger'}
            loading={start.isPending}
            onClick={() => start.mutate(order)}
          >
            {action === 'retry' ? 'Retry' : 'Cancel'} {counted(total, 'run')}
          </Button>
        </>
      }
    >
      {action === 'cancel' ? (
        <Checkbox checked={undo} onCheckedChange={setUndo}>
          <span className="block font-medium">Also undo what has an undo</span>
          <span className="block text-ink-2 text-small">
            The last first. Of what has none a person is asked, or it stays, as its step says.
          </span>
        </Checkbox>
      ) : null}
      <InlineTrouble error={start.error} className="mt-2" />
    </Dialog>
  )
}
