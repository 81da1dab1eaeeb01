'use client'

import { Button } from '@patchbay/ui/button'
import { linkClass } from '@patchbay/ui/card'
import { Dialog } from '@patchbay/ui/dialog'
import { StateLabel } from '@patchbay/ui/state-label'
import { useQuery } from '@tanstack/react-query'
import { RotateCcw } from 'lucide-react'
import Link from 'next/link'
import { useTrpc } from '../../trpc/client.ts'
import type { DeliveryDetail } from '../../trpc/types.ts'
import { SteeringSteps } from '../problems/steering/steering-steps.tsx'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { stateOf } from '../shared/states.ts'
import { counted } from '../shared/words.ts'
import { runsOf } from './delivery-words.ts'

/** More are not listed; the delivery has them all. */
const LISTED = 5

export type ReplayDialogProps = {
  delivery: DeliveryDetail
  pending: boolean
  error: unknown
  onReplay: () => void
  /** Null where several runs came of it, or the viewer may not. */
  onRunAgain: (() => void) | null
  onClose: () => void
}

/** An event that has led to runs does everything a second time: what that is stands there before. */
export function ReplayDialog({ delivery, pending, error, onReplay, onRunAgain, onClose }: ReplayDialogProps) {
  const trpc = useTrpc()
  const plan = useQuery(trpc.deliveries.planReplay.queryOptions({ id: delivery.id }, { staleTime: 0 }))
  const runs = runsOf(delivery)
  const [first] = runs
  const run = useQuery(trpc.runs.get.queryOptions({ id: first?.id ?? '' }, { enabled: first !== undefined })).data
  const anew = plan.data?.effects.anew ?? 0
  const { runs: looked = 0, ofRuns = 0 } = plan.data ?? {}
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      size="lg"
      title="Replay this event?"
      description={`${counted(runs.length, 'run')} came of it already. A replay is a delivery of its own, for the version that is live now, and does everything anew.`}
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            Cancel
          </Button>
          {onRunAgain === null ? null : <Button onClick={onRunAgain}>Run again instead…</Button>}
          <Button
            variant="primary"
            icon={<RotateCcw size={15} strokeWidth={1.75} aria-hidden="true" />}
            disabled={plan.data === undefined}
            loading={pending}
            onClick={onReplay}
          >
            {anew === 0 ? 'Replay' : `Replay, and apply ${anew.toLocaleString('en-GB')} anew`}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <ul aria-label="Runs that came of it" className="flex flex-col gap-1">
          {runs.slice(0, LISTED).map(({ id, subject, state }) => (
            <li key={id} className="flex items-center gap-3">
              <Link href={`/runs/${id}`} className={linkClass}>
                {subject ?? 'Run'}
              </Link>
              <StateLabel state={stateOf(state)} />
            </li>
          ))}
          {runs.length > LISTED ? <li className="text-ink-3">and {runs.length - LISTED} more</li> : null}
        </ul>
        <SteeringSteps query={plan} drawn={run?.document.steps ?? []} />
        {looked < ofRuns ? (
          <p className="text-ink-2 text-small">
            Added up over the first {looked} of {ofRuns} runs; the others are done anew as well.
          </p>
        ) : null}
        {onRunAgain === null ? null : (
          <p className="text-ink-2 text-small">Run again can begin with the results that still hold.</p>
        )}
        <InlineTrouble error={error} />
      </div>
    </Dialog>
  )
}
