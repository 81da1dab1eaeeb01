import type { ActionManifest } from '@patchbay/connector-sdk/manifest'
import type { ActionStep } from '@patchbay/flow/document'
import { RadioTiles } from '@patchbay/ui/radio-tiles'
import { ShieldAlert, ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { useEditorScope } from '../editor-scope.tsx'
import { roughWords } from './durations.ts'
import { ProblemLine, Wrong } from './field-problem.tsx'
import { Section } from './section.tsx'
import { InlineSelect, Sentence } from './sentence.tsx'

type ChoicesProps = { step: ActionStep; action: ActionManifest; title: string }

/** What a write without an answer leads to. Where a repeat cannot apply twice there is nothing to choose. */
export function UnknownOutcome({ step, action, title }: ChoicesProps) {
  const { apply, mayEdit } = useEditorScope()
  const [refused, setRefused] = useState<string | null>(null)
  if (action.effect === 'read' || action.effect === 'pure') return null
  const { idempotency } = action
  const isSafe = idempotency.kind !== 'none'
  const Icon = isSafe ? ShieldCheck : ShieldAlert
  return (
    <Section title="If nobody knows whether it went through">
      <div className="flex gap-2 text-ink-2 text-small">
        <Icon
          size={15}
          strokeWidth={1.75}
          aria-hidden="true"
          className={isSafe ? 'mt-px flex-none text-ok' : 'mt-px flex-none text-attn'}
        />
        <span>{isSafe ? <SafeWords idempotency={idempotency} title={title} /> : <UnsafeWords title={title} />}</span>
      </div>
      {isSafe ? null : (
        <div data-field="onUnknown" className="mt-1.75">
          <RadioTiles
            label="If nobody knows whether it went through"
            columns={2}
            value={step.onUnknown ?? action.onUnknown}
            disabled={!mayEdit}
            onValueChange={(onUnknown) => {
              const problem = apply({ kind: 'setFailureChoices', stepId: step.id, onUnknown })
              setRefused(problem?.message ?? null)
            }}
            tiles={[
              { value: 'decide', label: 'Ask a person', help: 'who sees what was sent' },
              { value: 'may_repeat', label: 'May repeat', help: 'may be done a second time' },
            ]}
          />
          <ProblemLine stepId={step.id} path="onUnknown" />
          {refused === null ? null : <Wrong>{refused}</Wrong>}
        </div>
      )}
    </Section>
  )
}

function SafeWords({ idempotency, title }: { idempotency: ActionManifest['idempotency']; title: string }) {
  switch (idempotency.kind) {
    case 'key':
      return (
        <>
          <b className="text-ink">Applied once.</b> Each try carries the same key, by which {title} knows a repeat for{' '}
          {roughWords(idempotency.keyTtlMs)}. If no try gets an answer by then, a person is asked.
        </>
      )
    case 'lookup':
      return (
        <>
          <b className="text-ink">Applied once.</b> {title} is asked first whether it is there. {idempotency.how} If no
          try tells, a person is asked.
        </>
      )
    default:
      return (
        <>
          <b className="text-ink">Applied once.</b> It is simply sent again:{' '}
          {idempotency.kind === 'natural' ? lower(idempotency.why) : ''} If no try gets an answer, a person is asked.
        </>
      )
  }
}

function UnsafeWords({ title }: { title: string }) {
  return (
    <>
      <b className="text-ink">Not repeat-safe.</b> {title} cannot tell a repeat from a second one, and cannot be asked
      whether it went through. So:
    </>
  )
}

/** When the vendor refuses the credential. */
export function AuthFailure({ step, title }: Pick<ChoicesProps, 'step' | 'title'>) {
  const { apply, mayEdit } = useEditorScope()
  const [refused, setRefused] = useState<string | null>(null)
  return (
    <div data-field="onAuthFailure">
      <Sentence>
        If {title} refuses the key,{' '}
        <InlineSelect
          label={`If ${title} refuses the key`}
          value={step.onAuthFailure ?? 'wait'}
          disabled={!mayEdit}
          onChange={(onAuthFailure) => {
            const problem = apply({ kind: 'setFailureChoices', stepId: step.id, onAuthFailure })
            setRefused(problem?.message ?? null)
          }}
          options={[
            { value: 'wait', label: 'hold the run until it is mended' },
            { value: 'fail', label: 'let the step fail' },
          ]}
        />
        .
      </Sentence>
      {refused === null ? null : <Wrong>{refused}</Wrong>}
    </div>
  )
}

const lower = (sentence: string) =>
  /^[A-Z][a-z]*[A-Z]/.test(sentence) ? sentence : sentence.charAt(0).toLowerCase() + sentence.slice(1)
