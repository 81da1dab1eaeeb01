'use client'

import { Button } from '@patchbay/ui/button'
import { IconButton } from '@patchbay/ui/icon-button'
import { Menu } from '@patchbay/ui/menu'
import { useMutation } from '@tanstack/react-query'
import { Ban, Ellipsis, Pause, Play, RotateCcw, RotateCw } from 'lucide-react'
import { useState } from 'react'
import { useTrpc } from '../../../trpc/client.ts'
import type { RunDetail } from '../../../trpc/types.ts'
import { hasUndone } from '../../run/scope-panel.tsx'
import { InlineTrouble } from '../../shared/inline-trouble.tsx'
import { isOpen } from '../../shared/states.ts'
import { useMe } from '../../shell/use-me.ts'
import { useLookFirst } from '../use-look-first.ts'
import { useProblemsAgain } from '../use-problems-again.ts'
import { CancelRunDialog } from './cancel-run-dialog.tsx'
import { RetryFromDialog } from './retry-from-dialog.tsx'
import { RunAgainDialog } from './run-again-dialog.tsx'

const AGAIN_HELP = 'The same event, as a run of its own.'

const icon = { size: 15, strokeWidth: 1.75, 'aria-hidden': true } as const

/**
 * Everything a person can do to a run; what changes more than a step is asked for in a dialog that shows it first. On a
 * phone one row holds what is pressed most, and the menu the rest.
 */
export function RunActions({ run, phone = false }: { run: RunDetail; phone?: boolean }) {
  const trpc = useTrpc()
  const me = useMe()
  const again = useProblemsAgain()
  const [asking, setAsking] = useState<'again' | 'from' | 'cancel' | null>(null)
  const retry = useMutation(trpc.runs.retry.mutationOptions({ onSettled: again }))
  const look = useLookFirst()
  const close = () => setAsking(null)
  // What was undone is done again, outside, and so may be what a called run had done: that is looked at first.
  const undone = hasUndone(run)
  const begin = () =>
    undone || run.unwindingAt !== null
      ? setAsking('from')
      : look.mutate(run.id, { onSuccess: ({ asks }) => (asks ? setAsking('from') : retry.mutate({ id: run.id })) })
  const mayRetryFrom = !isOpen(run.state) && me.can['run.retry']
  const againInMenu = phone && run.may.runAgain && (run.may.retry || run.may.cancel)
  const more = [
    ...(againInMenu ? [{ label: 'Run again…', help: AGAIN_HELP, onSelect: () => setAsking('again') }] : []),
    ...(mayRetryFrom
      ? [
          {
            label: 'Retry from a step…',
            help: 'Shows first what is reused and what is applied anew.',
            onSelect: () => setAsking('from'),
          },
        ]
      : []),
  ]
  return (
    <>
      <InlineTrouble error={look.error ?? retry.error} className="max-w-70" />
      <PauseButton run={run} />
      {run.may.runAgain && !againInMenu ? (
        <Button icon={<RotateCcw {...icon} />} onClick={() => setAsking('again')}>
          Run again
        </Button>
      ) : null}
      {run.may.retry ? (
        <Button
          variant="primary"
          icon={<RotateCw {...icon} />}
          loading={look.isPending || retry.isPending}
          onClick={begin}
        >
          {retryWords(run, undone)}
        </Button>
      ) : null}
      {more.length === 0 ? null : (
        <Menu
          align="end"
          trigger={<IconButton label="More to do with this run" icon={<Ellipsis size={16} strokeWidth={1.75} />} />}
          items={more}
        />
      )}
      {run.may.cancel ? (
        <Button variant="danger" icon={<Ban {...icon} />} onClick={() => setAsking('cancel')}>
          {run.unwindingAt === null ? 'Cancel run' : 'Stop undoing'}
        </Button>
      ) : null}
      {asking === 'again' ? <RunAgainDialog run={run} onClose={close} /> : null}
      {asking === 'from' ? <RetryFromDialog run={run} fromStepId={null} onClose={close} /> : null}
      {asking === 'cancel' ? <CancelRunDialog run={run} onClose={close} /> : null}
    </>
  )
}

/** Dots where more is asked first. */
function retryWords({ state, unwindingAt }: RunDetail, undone: boolean): string {
  if (undone) return 'Retry what was undone…'
  const words = state === 'cancelled' ? 'Retry from where it stopped' : 'Retry from the failed step'
  return unwindingAt === null ? words : `${words}…`
}

/** Nothing new begins while a run is paused. */
function PauseButton({ run }: { run: RunDetail }) {
  const trpc = useTrpc()
  const me = useMe()
  const again = useProblemsAgain()
  const pause = useMutation(trpc.runs.pause.mutationOptions({ onSettled: again }))
  const resume = useMutation(trpc.runs.resume.mutationOptions({ onSettled: again }))
  if (!isOpen(run.state) || run.cancelRequestedAt !== null || !me.can['run.pause']) return null
  return (
    <>
      <InlineTrouble error={pause.error ?? resume.error} className="max-w-70" />
      {run.pausedAt === null ? (
        <Button icon={<Pause {...icon} />} loading={pause.isPending} onClick={() => pause.mutate({ id: run.id })}>
          Pause
        </Button>
      ) : (
        <Button icon={<Play {...icon} />} loading={resume.isPending} onClick={() => resume.mutate({ id: run.id })}>
          Resume
        </Button>
      )}
    </>
  )
}
