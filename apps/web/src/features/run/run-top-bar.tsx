'use client'

import { Badge } from '@patchbay/ui/badge'
import { Button } from '@patchbay/ui/button'
import { buttonClass } from '@patchbay/ui/button-class'
import { LiveMark } from '@patchbay/ui/card'
import { Dialog } from '@patchbay/ui/dialog'
import { TopBar } from '@patchbay/ui/page-header'
import { ClockTime, Elapsed } from '@patchbay/ui/relative-time'
import { StatePill } from '@patchbay/ui/state-label'
import { toast } from '@patchbay/ui/toast'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Ban, ChevronLeft, RotateCcw, RotateCw } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { RunDetail } from '../../trpc/types.ts'
import { subjectOf } from '../runs/run-row.tsx'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { isOpen, stateOf } from '../shared/states.ts'
import { counted } from '../shared/words.ts'
import { useIsLive } from '../shell/use-live.ts'

const icon = { size: 15, strokeWidth: 1.75, 'aria-hidden': true } as const

export function RunTopBar({ run }: { run: RunDetail }) {
  const connected = useIsLive()
  return (
    <TopBar
      back={
        <Link href="/runs" aria-label="All runs" className={buttonClass({ variant: 'quiet', square: true })}>
          <ChevronLeft size={16} strokeWidth={1.75} aria-hidden="true" />
        </Link>
      }
      title={subjectOf(run)}
      actions={
        <>
          {isOpen(run.state) && connected ? <LiveMark className="max-md:hidden" /> : null}
          <RunActions run={run} />
        </>
      }
    >
      <StatePill state={stateOf(run.state)}>
        {run.cancelRequestedAt !== null && isOpen(run.state) ? 'Stopping' : undefined}
      </StatePill>
      <span className="flex min-w-0 items-center gap-1.5 truncate pl-1.5 text-ink-2 max-lg:hidden">
        <Link href={`/flows/${run.flow.id}`} className="truncate hover:underline">
          {run.flow.name}
        </Link>
        <Badge>v{run.version}</Badge>
        {run.environment === 'live' ? <Badge kind="live">Live</Badge> : null}
        {run.startedAt === null ? null : (
          <>
            <span aria-hidden="true">·</span>
            <span className="whitespace-nowrap">
              started <ClockTime at={run.startedAt} />
            </span>
            <span aria-hidden="true">·</span>
            <b className="text-ink">
              <Elapsed from={run.startedAt} to={run.finishedAt} />
            </b>
          </>
        )}
      </span>
    </TopBar>
  )
}

function RunActions({ run }: { run: RunDetail }) {
  const trpc = useTrpc()
  const client = useQueryClient()
  const [cancelling, setCancelling] = useState(false)
  const refresh = () => void client.invalidateQueries(trpc.runs.pathFilter())
  const again = useMutation(
    trpc.runs.again.mutationOptions({
      onSuccess: () => {
        refresh()
        toast('Runs again', { detail: 'From the start, as a run of its own at the top of Runs.' })
      },
    }),
  )
  const retry = useMutation(trpc.runs.retry.mutationOptions({ onSuccess: refresh }))
  return (
    <>
      <InlineTrouble error={again.error ?? retry.error} className="max-w-70" />
      {run.may.runAgain ? (
        <Button icon={<RotateCcw {...icon} />} loading={again.isPending} onClick={() => again.mutate({ id: run.id })}>
          Run again
        </Button>
      ) : null}
      {run.may.retry ? (
        <Button
          variant="primary"
          icon={<RotateCw {...icon} />}
          loading={retry.isPending}
          onClick={() => retry.mutate({ id: run.id })}
        >
          Retry from the failed step
        </Button>
      ) : null}
      {run.may.cancel ? (
        <Button variant="danger" icon={<Ban {...icon} />} onClick={() => setCancelling(true)}>
          Cancel run
        </Button>
      ) : null}
      {cancelling ? <CancelDialog run={run} onClose={() => setCancelling(false)} /> : null}
    </>
  )
}

function CancelDialog({ run, onClose }: { run: RunDetail; onClose: () => void }) {
  const trpc = useTrpc()
  const client = useQueryClient()
  const cancel = useMutation(
    trpc.runs.cancel.mutationOptions({
      onSuccess: () => {
        void client.invalidateQueries(trpc.runs.pathFilter())
        onClose()
      },
    }),
  )
  const done = run.steps.filter(
    (step) => step.state === 'succeeded' && step.effect !== 'pure' && step.effect !== 'read',
  )
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      size="sm"
      title={`Cancel ${subjectOf(run)}?`}
      description="No further step begins. A call that is under way is broken off, and what became of it is written down."
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            Keep it running
          </Button>
          <Button variant="danger" loading={cancel.isPending} onClick={() => cancel.mutate({ id: run.id })}>
            Cancel run
          </Button>
        </>
      }
    >
      <p>
        {done.length === 0
          ? 'Nothing has been changed outside so far.'
          : `${counted(done.length, 'step has', 'steps have')} changed something outside. That stays done; cancelling does not undo it.`}
      </p>
      <InlineTrouble error={cancel.error} className="mt-2" />
    </Dialog>
  )
}
