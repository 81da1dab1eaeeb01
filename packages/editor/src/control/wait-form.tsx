import type { WaitStep } from '@patchbay/flow/document'
import type { Mapping } from '@patchbay/flow/mapping'
import { Segmented } from '@patchbay/ui/segmented'
import { useRef, useState } from 'react'
import { useEditorScope } from '../editor-scope.tsx'
import { Wrong } from '../inspector/field-problem.tsx'
import { FieldSlot } from '../inspector/field-slot.tsx'
import { InlineDuration } from '../inspector/sentence.tsx'
import type { FixedControl } from '../mapping-field.tsx'
import { plainField, plainForm } from './plain-form.ts'

type Wait = WaitStep['wait']
const DAY_MS = 86_400_000

/** How long the run rests, or until when. Going to the other way and back finds what was there. */
export function WaitForm({ step }: { step: WaitStep }) {
  const { apply, mayEdit } = useEditorScope()
  const left = useRef<Partial<Record<Wait['kind'], Wait>>>({})
  const [refused, setRefused] = useState<string | null>(null)
  const { wait } = step
  const put = (next: Wait) => apply({ kind: 'setSettings', stepId: step.id, settings: { kind: 'wait', wait: next } })
  const changeKind = (kind: Wait['kind']) => {
    if (kind === wait.kind) return
    left.current[wait.kind] = wait
    setRefused(put(left.current[kind] ?? newWait(kind))?.message ?? null)
  }
  return (
    <>
      <Segmented
        label="What it waits for"
        value={wait.kind}
        disabled={!mayEdit}
        onValueChange={changeKind}
        className="flex [&>button]:flex-1"
        options={[
          { value: 'duration', label: 'For a while' },
          { value: 'until', label: 'Until a time' },
        ]}
      />
      {refused === null ? null : <Wrong>{refused}</Wrong>}
      {wait.kind === 'duration' ? (
        <FieldSlot
          key="duration"
          stepId={step.id}
          field={plainField('ms', 'How long', {
            type: 'number',
            required: true,
            help: 'Mapped, it is a number of milliseconds.',
          })}
          path="wait.ms"
          schema={{ type: 'number' }}
          value={wait.ms}
          save={(ms) => put({ kind: 'duration', ms: ms ?? nothing })}
          form={plainForm}
          control={(control) => <Length {...control} />}
        />
      ) : (
        <FieldSlot
          key="until"
          stepId={step.id}
          field={plainField('at', 'Until', { type: 'dateTime', required: true })}
          path="wait.at"
          schema={null}
          value={wait.at}
          save={(at) => put({ kind: 'until', at: at ?? nothing })}
          form={plainForm}
        />
      )}
      <p className="text-ink-3 text-small">
        A waiting run costs nothing and survives restarts. It goes on by the version it began with.
      </p>
    </>
  )
}

function Length({ value, onChange, id, labelledBy, disabled }: FixedControl) {
  return (
    <fieldset id={id} aria-labelledby={labelledBy}>
      <InlineDuration
        label="How long it waits"
        valueMs={typeof value === 'number' ? value : 0}
        units={['s', 'min', 'h', 'days']}
        disabled={disabled}
        onChange={onChange}
      />
    </fieldset>
  )
}

const nothing: Mapping = { kind: 'constant', value: null }

function newWait(kind: Wait['kind']): Wait {
  if (kind === 'duration') return { kind, ms: { kind: 'constant', value: DAY_MS } }
  const tomorrow = new Date(Math.ceil(Date.now() / 3_600_000) * 3_600_000 + DAY_MS)
  return { kind, at: { kind: 'constant', value: tomorrow.toISOString() } }
}
