'use client'

import { Button } from '@patchbay/ui/button'
import { Menu } from '@patchbay/ui/menu'
import { useMutation } from '@tanstack/react-query'
import { ChevronDown, RotateCw } from 'lucide-react'
import { useState } from 'react'
import { useTrpc } from '../../../trpc/client.ts'
import type { RunDetail, StepRunView } from '../../../trpc/types.ts'
import { hasUndone } from '../../run/scope-panel.tsx'
import { InlineTrouble } from '../../shared/inline-trouble.tsx'
import { useMe } from '../../shell/use-me.ts'
import { CANNOT_SKIP } from '../skip-words.ts'
import { useLookFirst } from '../use-look-first.ts'
import { useProblemsAgain } from '../use-problems-again.ts'
import { RetryFromDialog } from './retry-from-dialog.tsx'
import { EditInputDialog, SkipStepDialog, SupplyOutputDialog } from './step-dialogs.tsx'

export type StepActionsProps = { run: RunDetail; row: StepRunView; name: string }

/** What can be done about a step that stops its run: try it again, with another input, or go on without it. */
export function StepActions({ run, row, name }: StepActionsProps) {
  const trpc = useTrpc()
  const me = useMe()
  const again = useProblemsAgain()
  const [asking, setAsking] = useState<'retry' | 'edit' | 'supply' | 'skip' | null>(null)
  const settle = useMutation(trpc.problems.settle.mutationOptions({ onSettled: again }))
  const look = useLookFirst()
  if (!stopsItsRun(run, row)) return null
  const close = () => setAsking(null)
  // It would go out again with what was undone: that is looked at first.
  const undone = run.finishedAt !== null && (hasUndone(run) || run.unwindingAt !== null)
  const retry = () => settle.mutate({ runId: run.id, stepRunId: row.id, act: { kind: 'retry' } })
  // A step that is held goes on by itself; a run that has ended goes on as a whole, and may call a flow anew.
  const begin = () => {
    if (undone) setAsking('retry')
    else if (run.finishedAt === null) retry()
    else look.mutate(run.id, { onSuccess: ({ asks }) => (asks ? setAsking('retry') : retry()) })
  }
  const refused = run.editsRefused[row.stepId]
  const items = [
    ...(me.can['problem.edit_input'] && row.kind === 'action'
      ? [
          {
            label: 'Change what is sent…',
            onSelect: () => setAsking('edit'),
            ...(refused === undefined ? {} : { disabled: true, help: refused }),
          },
        ]
      : []),
    ...(me.can['problem.settle']
      ? [
          { label: 'Supply the output…', onSelect: () => setAsking('supply') },
          {
            label: 'Skip the step…',
            onSelect: () => setAsking('skip'),
            ...(row.unresolved ? { disabled: true, help: CANNOT_SKIP } : {}),
          },
        ]
      : []),
  ]
  return (
    <>
      {me.can['run.retry'] ? (
        <Button
          icon={<RotateCw size={15} strokeWidth={1.75} aria-hidden="true" />}
          loading={look.isPending || settle.isPending}
          onClick={begin}
        >
          {undone ? 'Retry…' : 'Retry'}
        </Button>
      ) : null}
      {items.length === 0 ? null : (
        <Menu
          trigger={
            <Button variant="quiet">
              Other ways <ChevronDown size={14} strokeWidth={1.75} aria-hidden="true" />
            </Button>
          }
          items={items}
        />
      )}
      <InlineTrouble error={look.error ?? settle.error} className="w-full" />
      {asking === 'retry' ? <RetryFromDialog run={run} fromStepId={null} onClose={close} /> : null}
      {asking === 'edit' ? <EditInputDialog run={run} row={row} name={name} onClose={close} /> : null}
      {asking === 'supply' ? <SupplyOutputDialog run={run} row={row} name={name} onClose={close} /> : null}
      {asking === 'skip' ? <SkipStepDialog run={run} row={row} name={name} onClose={close} /> : null}
    </>
  )
}

function stopsItsRun(run: RunDetail, row: StepRunView): boolean {
  if (run.decisions.some((one) => one.state === 'open' && one.stepRunId === row.id && one.kind !== 'failed'))
    return false
  if (run.finishedAt === null) return row.state === 'needs_attention'
  if (row.leftBehind !== null) return false
  return (run.state === 'failed' || run.state === 'cancelled') && row.state === 'failed' && row.port !== 'error'
}
