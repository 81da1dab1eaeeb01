'use client'

import { Button } from '@patchbay/ui/button'
import { Dialog } from '@patchbay/ui/dialog'
import { toast } from '@patchbay/ui/toast'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { ReasonDetail } from '../../trpc/types.ts'
import { jsonOf } from '../shared/json-of.ts'
import { counted } from '../shared/words.ts'
import { AskDialog, Note, noteOf } from './ask-dialog.tsx'
import { OutputField } from './output-field.tsx'
import { CANNOT_SKIP, notSkipped } from './skip-words.ts'
import type { Choice } from './use-choice.ts'
import { useProblemsAgain } from './use-problems-again.ts'

type ReasonProps = { detail: ReasonDetail; choice: Choice; onClose: () => void; onDone: () => void }
type SettleProps = { choice: Choice; stepName: string | null; onClose: () => void; onDone: () => void }

/** What the step would have given, by hand. */
export function SupplyDialog({ choice, stepName, onClose, onDone }: SettleProps) {
  const trpc = useTrpc()
  const again = useProblemsAgain()
  const [text, setText] = useState('')
  const [note, setNote] = useState('')
  const [wrong, setWrong] = useState(false)
  const start = useMutation(trpc.bulk.start.mutationOptions({ onSuccess: done(onClose, onDone), onSettled: again }))
  const submit = () => {
    const output = jsonOf(text)
    setWrong(output === undefined)
    if (output === undefined) return
    start.mutate({ action: 'supply', params: { output, ...noteOf(note) }, target: choice.target })
  }
  return (
    <AskDialog
      title={`Supply the output for ${counted(choice.count, 'run')}`}
      description={`“${stepName ?? 'The step'}” then counts as done, and the run goes on. Nothing is sent.${choice.count > 1 ? ' All of them get the same.' : ''}`}
      verb={`Supply and go on`}
      pending={start.isPending}
      error={start.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <OutputField wrong={wrong} value={text} onChange={setText} />
      <Note value={note} onChange={setNote} />
    </AskDialog>
  )
}

/** What may have gone through is not skipped: where that is all that is chosen, there is nothing to ask. */
export function SkipDialog({ detail, choice, onClose, onDone }: ReasonProps) {
  const trpc = useTrpc()
  const again = useProblemsAgain()
  const [note, setNote] = useState('')
  const start = useMutation(trpc.bulk.start.mutationOptions({ onSuccess: done(onClose, onDone), onSettled: again }))
  const name = `“${detail.reason.stepName ?? 'The step'}”`
  const unsure = detail.runs.filter(({ problemId, unresolved }) => unresolved && choice.has(problemId)).length
  if (unsure > 0 && unsure === choice.count) return <CannotSkip name={name} onClose={onClose} />
  return (
    <AskDialog
      title={`Skip the step of ${counted(choice.count, 'run')}?`}
      description={`${name} is left out and the run goes on. Steps after it find nothing where they look for what it gives.${unsure === 0 ? '' : ` ${notSkipped(unsure)}`}`}
      verb="Skip and go on"
      pending={start.isPending}
      error={start.error}
      onSubmit={() => start.mutate({ action: 'skip', params: noteOf(note), target: choice.target })}
      onClose={onClose}
    >
      <Note value={note} onChange={setNote} />
    </AskDialog>
  )
}

function CannotSkip({ name, onClose }: { name: string; onClose: () => void }) {
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      size="sm"
      title={`${name} cannot be skipped`}
      description={CANNOT_SKIP}
      actions={<Button onClick={onClose}>Close</Button>}
    />
  )
}

/** Puts it away. Who left some of them out dismisses only those that are chosen, of the ones in sight. */
export function DismissDialog({ detail, choice, onClose, onDone }: ReasonProps) {
  const trpc = useTrpc()
  const again = useProblemsAgain()
  const [note, setNote] = useState('')
  const { cause } = detail.reason
  const reopen = useMutation(trpc.problems.reopen.mutationOptions({ onSettled: again }))
  const dismiss = useMutation(
    trpc.problems.dismiss.mutationOptions({
      onSuccess: ({ count }) => {
        onClose()
        onDone()
        toast(`${counted(count, 'problem')} dismissed`, { undo: () => reopen.mutate({ cause }) })
      },
      onSettled: again,
    }),
  )
  const some =
    choice.all === true
      ? {}
      : { problemIds: detail.runs.flatMap(({ problemId }) => (choice.has(problemId) ? [problemId] : [])) }
  const held = detail.reason.held > 0
  return (
    <AskDialog
      title={`Dismiss ${counted(choice.count, 'problem')}?`}
      description={
        choice.count === 1
          ? held
            ? 'Nothing is done about it. A run that is held stays held until somebody lets it go on or cancels it.'
            : 'Nothing is done about it: the run stays failed, and what it had done stays done. New failures are listed again.'
          : held
            ? 'Nothing is done about them. Runs that are held stay held until somebody lets them go on or cancels them.'
            : 'Nothing is done about them: the runs stay failed, and what they had done stays done. New failures are listed again.'
      }
      verb="Dismiss"
      pending={dismiss.isPending}
      error={dismiss.error}
      onSubmit={() => dismiss.mutate({ cause, ...some, ...noteOf(note) })}
      onClose={onClose}
    >
      <Note value={note} onChange={setNote} />
    </AskDialog>
  )
}

const done = (onClose: () => void, onDone: () => void) => () => {
  onClose()
  onDone()
}
