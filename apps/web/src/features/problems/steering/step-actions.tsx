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
  if (!stopsItsRun(run, row)) return null
  const close = () => setAsking(null)
  // It would go out again with what was undone: that is looked at first.
  const undone = run.finishedAt !== null && (hasUndone(run) || run.unwindingAt !== null)
  const retry = { runId: run.id, stepRunId: row.id, act: { kind: 'retry' as const } }
  const items = [
    ...(me.can['problem.edit_input'] && row.kind === 'action'
      ? [{ label: 'Change what is sent…', onSelect: () => setAsking('edit') }]
      : []),
    ...(me.can['problem.settle']
      ? [
          { label: 'Supply the output…', onSelect: () => setAsking('supply') },
          { label: 'Skip the step…', onSelect: () => setAsking('skip') },
        ]
      : []),
  ]
  return (
    <>
      {me.can['run.retry'] ? (
        <Button
          icon={<RotateCw size={15} strokeWidth={1.75} aria-hidden="true" />}
          loading={settle.isPending}
          onClick={() => (undone ? setAsking('retry') : settle.mutate(retry))}
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
      <InlineTrouble error={settle.error} className="w-full" />
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
  return (run.state === 'failed' || run.state === 'cancelled') && row.state === 'failed' && row.port !== 'error'
}
