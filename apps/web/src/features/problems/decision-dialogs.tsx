'use client'

import { toast } from '@patchbay/ui/toast'
import { useMutation } from '@tanstack/react-query'
import { createContext, type ReactNode, use, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import { jsonOf } from '../shared/json-of.ts'
import { AskDialog, Note, noteOf } from './ask-dialog.tsx'
import { type Asked, type Decided, type Sought, seekWordsOf, wordsOf } from './decide-words.ts'
import { OutputField } from './output-field.tsx'
import { useProblemsAgain } from './use-problems-again.ts'

type Asking = { decision: Decided; about: 'done' | 'again' } | { decision: Sought; about: 'seek' }

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
      {asking === null ? null : <DialogOf asking={asking} onClose={() => setAsking(null)} />}
    </Ask>
  )
}

export const useAskDecision = (): ((asking: Asking) => void) => use(Ask)

function DialogOf({ asking, onClose }: { asking: Asking; onClose: () => void }) {
  if (asking.about === 'seek') return <Seek decision={asking.decision} onClose={onClose} />
  const { decision, about } = asking
  const words = wordsOf(decision)
  // What may stay is not undone: said to be `done`, its run would end telling that it was.
  if (about === 'again') return <Answer decision={decision} verdict="again" words={words.againAsk} onClose={onClose} />
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

const HOW = { label: 'Note', help: 'How you know. Colleagues see it.' }

/** Asks for what the vendor answered: the steps after it use it. */
function WentThrough({ decision, onClose }: DialogProps) {
  const [text, setText] = useState('')
  const [note, setNote] = useState('')
  const [wrong, setWrong] = useState(false)
  const decide = useDecide(onClose)
  const submit = () => {
    const answer = text.trim() === '' ? {} : jsonOf(text)
    setWrong(answer === undefined)
    if (answer !== undefined) decide.mutate({ id: decision.id, verdict: 'done', answer, ...noteOf(note) })
  }
  return (
    <AskDialog
      title="It went through"
      description={`“${decision.stepName}” then counts as done, and the run goes on. Nothing is sent.`}
      verb="It went through, go on"
      pending={decide.isPending}
      error={decide.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <OutputField
        label="What the vendor answered"
        help="As JSON, if later steps use it. Empty: they find nothing there."
        optional
        wrong={wrong}
        value={text}
        onChange={setText}
      />
      <Note {...HOW} value={note} onChange={setNote} />
    </AskDialog>
  )
}

type AnswerProps = DialogProps & { verdict: 'done' | 'again'; words: Asked }

function Answer({ decision, verdict, words, onClose }: AnswerProps) {
  const [note, setNote] = useState('')
  const decide = useDecide(onClose)
  const said = note.trim() === '' ? (words.note ?? '') : note
  return (
    <AskDialog
      size="sm"
      title={words.title}
      description={words.description}
      verb={words.verb}
      pending={decide.isPending}
      error={decide.error}
      onSubmit={() => decide.mutate({ id: decision.id, verdict, ...noteOf(said) })}
      onClose={onClose}
    >
      <Note {...HOW} value={note} onChange={setNote} />
    </AskDialog>
  )
}

/** Goes there again, where that can double nothing: it may write, so it is asked for and not done at a click. */
function Seek({ decision, onClose }: { decision: Sought; onClose: () => void }) {
  const trpc = useTrpc()
  const again = useProblemsAgain()
  const words = seekWordsOf(decision)
  const seek = useMutation(
    trpc.decisions.ask.mutationOptions({
      onSuccess: () => {
        onClose()
        toast(words?.done ?? '', { detail: 'If nobody knows then either, you are asked again.' })
      },
      onSettled: again,
    }),
  )
  if (words === null) return null
  return (
    <AskDialog
      size="sm"
      title={words.title}
      description={words.description}
      verb={words.verb}
      pending={seek.isPending}
      error={seek.error}
      onSubmit={() => seek.mutate({ id: decision.id })}
      onClose={onClose}
    />
  )
}
