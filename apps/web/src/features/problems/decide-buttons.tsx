'use client'

import { Button } from '@patchbay/ui/button'
import { Dialog } from '@patchbay/ui/dialog'
import { Field } from '@patchbay/ui/field'
import { Input, Textarea } from '@patchbay/ui/input'
import { useMutation } from '@tanstack/react-query'
import { Anchor, Check, RotateCw } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTrpc } from '../../trpc/client.ts'
import type { DecisionView } from '../../trpc/types.ts'
import { InlineTrouble } from '../shared/inline-trouble.tsx'
import { jsonOf } from '../shared/json-of.ts'
import { useProblemsAgain } from './use-problems-again.ts'

const icon = { size: 15, strokeWidth: 1.75, 'aria-hidden': true } as const

type Decided = Pick<DecisionView, 'id' | 'stepName' | 'kind' | 'byHand'>

/** Two equal answers: neither is the main button, because only the person can know. */
export function DecideButtons({ decision, stacked = false }: { decision: Decided; stacked?: boolean }) {
  const [asking, setAsking] = useState<'done' | 'again' | null>(null)
  const words = wordsOf(decision)
  const close = () => setAsking(null)
  return (
    <>
      <Button variant="equal" wide={stacked} icon={<Check {...icon} />} onClick={() => setAsking('done')}>
        {words.done}
      </Button>
      <Button
        variant="equal"
        wide={stacked}
        icon={decision.byHand ? <Anchor {...icon} /> : <RotateCw {...icon} />}
        onClick={() => setAsking('again')}
      >
        {words.again}
      </Button>
      {asking !== 'done' ? null : words.doneAsk === null ? (
        <WentThrough decision={decision} onClose={close} />
      ) : (
        <Answer decision={decision} verdict="done" words={words.doneAsk} onClose={close} />
      )}
      {asking === 'again' ? (
        <Answer
          decision={decision}
          verdict={decision.byHand ? 'done' : 'again'}
          words={words.againAsk}
          onClose={close}
        />
      ) : null}
    </>
  )
}

type Asked = { title: string; description: string; verb: string; note?: string }
/** `doneAsk` null: what the vendor answered is asked for, too. */
type Words = { done: string; again: string; doneAsk: Asked | null; againAsk: Asked }

function wordsOf({ kind, byHand, stepName }: Decided): Words {
  if (kind !== 'undo') {
    return {
      done: 'It went through…',
      again: 'It did not, send again',
      doneAsk: null,
      againAsk: {
        title: 'Send it again?',
        description: `“${stepName}” is sent once more under a new key. If it did go through before, it is then applied twice.`,
        verb: 'Send again',
      },
    }
  }
  const doneAsk = {
    title: 'It is undone',
    description: `What “${stepName}” was about is gone at the vendor, and undoing goes on with what came before.`,
    verb: 'It is undone, go on',
  }
  if (byHand) {
    const stays = `What “${stepName}” did stays at the vendor, and undoing goes on with what came before.`
    const againAsk = { title: 'It may stay', description: stays, verb: 'It may stay, go on', note: 'It may stay.' }
    return { done: 'It is undone', again: 'It may stay', doneAsk, againAsk }
  }
  return {
    done: 'It is undone',
    again: 'It is not, try again',
    doneAsk,
    againAsk: {
      title: 'Try to undo it again?',
      description: `“${stepName}” is sent once more under a new key.`,
      verb: 'Try again',
    },
  }
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
