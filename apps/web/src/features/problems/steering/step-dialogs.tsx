'use client'

import { Field } from '@patchbay/ui/field'
import { Textarea } from '@patchbay/ui/input'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTrpc } from '../../../trpc/client.ts'
import type { RunDetail, StepRunView } from '../../../trpc/types.ts'
import { hasUndone } from '../../run/scope-panel.tsx'
import { jsonOf } from '../../shared/json-of.ts'
import { QueryView } from '../../shared/query-view.tsx'
import { AskDialog, Note, noteOf } from '../ask-dialog.tsx'
import { OutputField } from '../output-field.tsx'
import { useProblemsAgain } from '../use-problems-again.ts'

export type StepDialogProps = { run: RunDetail; row: StepRunView; name: string; onClose: () => void }

/** Sends something else, as a person's own: what it was before stays in the run's history. */
export function EditInputDialog(props: StepDialogProps) {
  const trpc = useTrpc()
  const query = useQuery(trpc.runs.stepData.queryOptions({ runId: props.run.id, stepRunId: props.row.id }))
  return (
    <QueryView query={query} what="What was sent">
      {(data) => <EditInput {...props} sent={JSON.stringify(data.input ?? {}, null, 2)} />}
    </QueryView>
  )
}

function EditInput({ run, row, name, onClose, sent }: StepDialogProps & { sent: string }) {
  const settle = useSettle(onClose)
  const [text, setText] = useState(sent)
  const [note, setNote] = useState('')
  const [wrong, setWrong] = useState(false)
  const submit = () => {
    const input = jsonOf(text)
    const fits = typeof input === 'object' && input !== null && !Array.isArray(input)
    setWrong(!fits)
    if (!fits) return
    settle.mutate({ runId: run.id, stepRunId: row.id, act: { kind: 'edit', input }, ...noteOf(note) })
  }
  return (
    <AskDialog
      title="Change what is sent"
      description={`For this run only. “${name}” is tried again with it, under a new key.${againWords(run)}`}
      verb="Send it"
      pending={settle.isPending}
      error={settle.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <Field
        label="What is sent"
        required
        help="As JSON, by field."
        error={wrong ? 'This is not JSON with fields. Keep the braces, and quotes around names and texts.' : undefined}
      >
        {(control) => (
          <Textarea
            {...control}
            rows={12}
            className="font-mono"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <Note value={note} onChange={setNote} />
    </AskDialog>
  )
}

export function SupplyOutputDialog({ run, row, name, onClose }: StepDialogProps) {
  const settle = useSettle(onClose)
  const [text, setText] = useState('')
  const [note, setNote] = useState('')
  const [wrong, setWrong] = useState(false)
  const submit = () => {
    const output = jsonOf(text)
    setWrong(output === undefined)
    if (output === undefined) return
    settle.mutate({ runId: run.id, stepRunId: row.id, act: { kind: 'supply', output }, ...noteOf(note) })
  }
  return (
    <AskDialog
      title="Supply the output"
      description={`“${name}” then counts as done, and the run goes on. Nothing is sent${hasUndone(run) ? ' for it' : ''}.${againWords(run)}`}
      verb="Supply and go on"
      pending={settle.isPending}
      error={settle.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <OutputField wrong={wrong} value={text} onChange={setText} />
      <Note value={note} onChange={setNote} />
    </AskDialog>
  )
}

export function SkipStepDialog({ run, row, name, onClose }: StepDialogProps) {
  const settle = useSettle(onClose)
  const [note, setNote] = useState('')
  return (
    <AskDialog
      title="Skip this step?"
      description={`“${name}” is left out and the run goes on. Steps after it find nothing where they look for what it gives.${againWords(run)}`}
      verb="Skip and go on"
      pending={settle.isPending}
      error={settle.error}
      onSubmit={() => settle.mutate({ runId: run.id, stepRunId: row.id, act: { kind: 'skip' }, ...noteOf(note) })}
      onClose={onClose}
    >
      <Note value={note} onChange={setNote} />
    </AskDialog>
  )
}

/** A run that has ended goes on in a new round, which begins with what was taken back. */
const againWords = (run: RunDetail): string =>
  run.finishedAt !== null && hasUndone(run) ? ' What was undone in this run is done again.' : ''

function useSettle(onClose: () => void) {
  const trpc = useTrpc()
  const again = useProblemsAgain()
  return useMutation(trpc.problems.settle.mutationOptions({ onSuccess: onClose, onSettled: again }))
}
