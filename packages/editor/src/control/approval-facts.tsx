import type { ApprovalStep } from '@patchbay/flow/document'
import type { Mapping } from '@patchbay/flow/mapping'
import { Button } from '@patchbay/ui/button'
import { Input } from '@patchbay/ui/input'
import { Plus } from 'lucide-react'
import { useEditorScope } from '../editor-scope.tsx'
import { EditFrame } from '../inspector/edit-frame.tsx'
import { FormField, Wrong } from '../inspector/field-problem.tsx'
import { FieldSlot } from '../inspector/field-slot.tsx'
import { useDraft } from '../inspector/use-draft.ts'
import { RowTools } from './fields-builder.tsx'
import { moveField } from './form-fields.ts'
import { plainField, plainForm } from './plain-form.ts'

type Facts = ApprovalStep['facts']

/** What is shown beside the question: each with its words and where its value comes from. */
export function ApprovalFacts({ step }: { step: ApprovalStep }) {
  const { apply, mayEdit } = useEditorScope()
  const save = (facts: Facts) => apply({ kind: 'setSettings', stepId: step.id, settings: { kind: 'approval', facts } })
  const draft = useDraft<Facts>(step.facts, save)
  const facts = draft.value
  return (
    <EditFrame className="grid grid-cols-1 gap-2.5" field="facts" onLeave={draft.flush}>
      {facts.map((fact, index) => (
        <fieldset
          key={index}
          className="grid grid-cols-1 min-w-0 gap-2.5 rounded-2 border border-line-2 p-2.5 pt-1"
          data-field={`facts.${index}`}
        >
          <legend className="sr-only">{fact.label === '' ? `Fact ${index + 1}` : fact.label}</legend>
          <RowTools
            index={index}
            of={facts.length}
            name={fact.label === '' ? `fact ${index + 1}` : fact.label}
            onMove={(to) => draft.change(moveField(facts, index, to), 'done')}
            onRemove={() => draft.change(facts.toSpliced(index, 1), 'done')}
          />
          <FormField stepId={step.id} path={`facts.${index}.label`} label="What it is">
            {(control) => (
              <Input
                {...control}
                value={fact.label}
                maxLength={200}
                placeholder="Amount"
                readOnly={!mayEdit}
                onChange={(event) => draft.change(facts.with(index, { ...fact, label: event.target.value }), 'typed')}
              />
            )}
          </FormField>
          <FieldSlot
            stepId={step.id}
            field={plainField('value', fact.label === '' ? 'Value' : fact.label)}
            path={`facts.${index}.value`}
            schema={null}
            value={fact.value}
            save={(value) => save(facts.with(index, { ...fact, value: value ?? nothing }))}
            form={plainForm}
          />
        </fieldset>
      ))}
      {mayEdit ? (
        <div>
          <Button
            size="sm"
            icon={<Plus size={14} strokeWidth={1.75} aria-hidden="true" />}
            onClick={() => draft.change([...facts, { label: '', value: nothing }], 'done')}
          >
            Add a fact
          </Button>
        </div>
      ) : null}
      {draft.refused === null ? null : <Wrong>{draft.refused.message}</Wrong>}
    </EditFrame>
  )
}

const nothing: Mapping = { kind: 'constant', value: '' }
