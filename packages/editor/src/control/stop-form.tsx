import type { StopStep } from '@patchbay/flow/document'
import { RadioTiles } from '@patchbay/ui/radio-tiles'
import { StateGlyph } from '@patchbay/ui/state-glyph'
import { useState } from 'react'
import { useEditorScope } from '../editor-scope.tsx'
import { Wrong } from '../inspector/field-problem.tsx'
import { FieldSlot } from '../inspector/field-slot.tsx'
import { plainField, plainForm } from './plain-form.ts'

/** How the run ends here, and what is said of it. */
export function StopForm({ step }: { step: StopStep }) {
  const { apply, mayEdit } = useEditorScope()
  const [refused, setRefused] = useState<string | null>(null)
  return (
    <>
      <div data-field="outcome">
        <h3 className="mb-1.5 font-medium">The run ends as</h3>
        <RadioTiles
          label="The run ends as"
          value={step.outcome}
          disabled={!mayEdit}
          onValueChange={(outcome) => {
            const problem = apply({ kind: 'setSettings', stepId: step.id, settings: { kind: 'stop', outcome } })
            setRefused(problem?.message ?? null)
          }}
          tiles={OUTCOMES}
        />
        {refused === null ? null : <Wrong>{refused}</Wrong>}
      </div>
      <FieldSlot
        stepId={step.id}
        field={plainField('message', 'Message', { help: 'Shown with the run.' })}
        path="message"
        schema={{ type: 'string' }}
        value={step.message}
        save={(message) => apply({ kind: 'setSettings', stepId: step.id, settings: { kind: 'stop', message } })}
        form={plainForm}
      />
    </>
  )
}

const glyph = (state: StopStep['outcome']) => (
  <span className="mt-0.5">
    <StateGlyph state={state} size={16} />
  </span>
)

const OUTCOMES = [
  { value: 'succeeded', label: 'Succeeded', help: 'There is nothing more to do', icon: glyph('succeeded') },
  { value: 'failed', label: 'Failed', help: 'It is listed among the problems', icon: glyph('failed') },
  { value: 'cancelled', label: 'Cancelled', help: 'It was not meant to go on', icon: glyph('cancelled') },
] as const
