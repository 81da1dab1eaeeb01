'use client'

import { Button } from '@patchbay/ui/button'
import { Dialog } from '@patchbay/ui/dialog'
import { Field } from '@patchbay/ui/field'
import { Input, Textarea } from '@patchbay/ui/input'
import { useMutation } from '@tanstack/react-query'
import { createContext, type FormEvent, type ReactNode, use, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { jsonOf } from '../shared/json-of.ts'
import { type Asked, type Decided, wordsOf } from './decide-words.ts'
import { useProblemsAgain } from './use-problems-again.ts'

type Asking = { decision: Decided; about: 'done' | 'again' }

const Ask = createContext<(asking: Asking) => void>(() => {
  throw new Error('A decision can be asked for inside DecisionDialogs only.')
})

/**
 * The dialogs stand around the page and not in what asks: when a colleague was faster, the question goes from the page,
 * and the one who is answering is told so.
 */
export function DecisionDialogs({ children }: { children: ReactNode }) {
  const [asking, setAsking] = useState<Asking | null>(null)
  return (
    <Ask value={setAsking}>
      {children}
      {asking === null ? null : <AnswerTo {...asking} onClose={() => setAsking(null)} />}
    </Ask>
  )
}

export const useAskDecision = (): ((asking: Asking) => void) => use(Ask)

function AnswerTo({ decision, about, onClose }: Asking & { onClose: () => void }) {
  const words = wordsOf(decision)
  if (about === 'again') {
    const verdict = decision.byHand ? 'done' : 'again'
    return <Answer decision={decision} verdict={verdict} words={words.againAsk} onClose={onClose} />
  }
  if (words.doneAsk === null) return <WentThrough decision={decision} onClose={onClose} />
  return <Answer decision={decision} verdict="done" words={words.doneAsk} onClose={onClose} />
}

function useDecide(onDone: () => void) {
  const trpc = useTrpc()
  const again = useProblemsAgain()
  return useMutation(
    trpc.decisions.decide.mutationOptions({
      onSuccess: onDone,
      onSettled: again,
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

type AnswerProps = DialogProps & { verdict: 'done' | 'again'; words: Asked }

function Answer({ decision, verdict, words, onClose }: AnswerProps) {
  const [note, setNote] = useState('')
  const decide = useDecide(onClose)
  const said = note.trim() === '' ? words.note : note.trim()
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      size="sm"
      title={words.title}
      description={words.description}
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button
            variant="equal"
            loading={decide.isPending}
            onClick={() => decide.mutate({ id: decision.id, verdict, ...(said === undefined ? {} : { note: said }) })}
          >
            {words.verb}
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
