'use client'

import { Button } from '@patchbay/ui/button'
import { Dialog } from '@patchbay/ui/dialog'
import { Field } from '@patchbay/ui/field'
import { Input, Textarea } from '@patchbay/ui/input'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Check, RotateCw } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { DecisionView } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { jsonOf } from '../shared/json-of.ts'

const icon = { size: 15, strokeWidth: 1.75, 'aria-hidden': true } as const

type Decided = Pick<DecisionView, 'id' | 'stepName' | 'kind'>

/** Two equal answers: neither is the main button, because only the person can know. */
export function DecideButtons({ decision, stacked = false }: { decision: Decided; stacked?: boolean }) {
  const [telling, setTelling] = useState(false)
  const [again, setAgain] = useState(false)
  return (
    <>
      <Button variant="equal" wide={stacked} icon={<Check {...icon} />} onClick={() => setTelling(true)}>
        {decision.kind === 'undo' ? 'It is undone…' : 'It went through…'}
      </Button>
      <Button variant="equal" wide={stacked} icon={<RotateCw {...icon} />} onClick={() => setAgain(true)}>
        {decision.kind === 'undo' ? 'It is not, try again' : 'It did not, send again'}
      </Button>
      {telling ? <WentThrough decision={decision} onClose={() => setTelling(false)} /> : null}
      {again ? <SendAgain decision={decision} onClose={() => setAgain(false)} /> : null}
    </>
  )
}

function useDecide(onDone: () => void) {
  const trpc = useTrpc()
  const client = useQueryClient()
  return useMutation(
    trpc.decisions.decide.mutationOptions({
      onSuccess: onDone,
      onSettled: () => {
        for (const filter of [trpc.decisions, trpc.runs, trpc.home, trpc.nav].map((each) => each.pathFilter())) {
          void client.invalidateQueries(filter)
        }
      },
    }),
  )
}

type DialogProps = { decision: Decided; onClose: () => void }

/** Asks for what the vendor answered: the steps after it use it. */
function WentThrough({ decision, onClose }: DialogProps) {
  const [text, setText] = useState('')
  const [note, setNote] = useState('')
  const [wrong, setWrong] = useState(false)
  const decide = useDecide(onClose)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const answer = text.trim() === '' ? {} : jsonOf(text)
    setWrong(answer === undefined)
    if (answer === undefined) return
    decide.mutate({ id: decision.id, verdict: 'done', answer, ...(note.trim() === '' ? {} : { note: note.trim() }) })
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="It went through"
      description={`“${decision.stepName}” then counts as done, and the run goes on. Nothing is sent.`}
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="equal" type="submit" form="went-through" loading={decide.isPending}>
            It went through, go on
          </Button>
        </>
      }
    >
      <form id="went-through" onSubmit={submit} className="flex flex-col gap-4">
        <Field
          label="What the vendor answered"
          help="As JSON, if later steps use it. Empty: they find nothing there."
          error={wrong ? 'This is not JSON. Copy the whole answer, with its braces.' : undefined}
        >
          {(control) => (
            <Textarea
              {...control}
              rows={4}
              className="font-mono"
              placeholder={'{ "id": "…" }'}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <Note value={note} onChange={setNote} />
        <InlineTrouble error={decide.error} />
      </form>
    </Dialog>
  )
}

function SendAgain({ decision, onClose }: DialogProps) {
  const [note, setNote] = useState('')
  const decide = useDecide(onClose)
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      size="sm"
      title="Send it again?"
      description={`“${decision.stepName}” is sent once more under a new key. If it did go through before, it is then applied twice.`}
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button
            variant="equal"
            loading={decide.isPending}
            onClick={() =>
              decide.mutate({ id: decision.id, verdict: 'again', ...(note.trim() === '' ? {} : { note: note.trim() }) })
            }
          >
            Send again
          </Button>
        </>
      }
    >
      <Note value={note} onChange={setNote} />
      <InlineTrouble error={decide.error} className="mt-2" />
    </Dialog>
  )
}

function Note({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  return (
    <Field label="Note" help="How you know. Colleagues see it.">
      {(control) => (
        <Input {...control} maxLength={1000} value={value} onChange={(event) => onChange(event.target.value)} />
      )}
    </Field>
  )
}
