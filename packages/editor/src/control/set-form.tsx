import type { SetStep } from '@patchbay/flow/document'
import type { Mapping } from '@patchbay/flow/mapping'
import type { Operation } from '@patchbay/flow/operations'
import { useState } from 'react'
import { useEditorScope } from '../editor-scope.tsx'
import { ProblemLine, Wrong } from '../inspector/field-problem.tsx'
import { FieldSlot } from '../inspector/field-slot.tsx'
import { NamedMappings, type NamedRow } from '../inspector/named-mappings.tsx'
import { plainField, plainForm } from './plain-form.ts'
import { stableOrder } from './stable-order.ts'

/** Values under names of one's own, for later steps to use. */
export function SetForm({ step }: { step: SetStep }) {
  const { apply } = useEditorScope()
  const [order, setOrder] = useState(() => Object.keys(step.fields))
  const [refused, setRefused] = useState<string | null>(null)
  const set = (field: string, mapping: Mapping | null): Operation => ({
    kind: 'setInput',
    stepId: step.id,
    field,
    mapping,
  })
  const change = (rows: NamedRow[]) => {
    const stay = new Set(rows.map(({ was }) => was))
    const operations = [
      ...Object.keys(step.fields).flatMap((name) => (stay.has(name) ? [] : [set(name, null)])),
      ...rows.flatMap(({ name, was }) => {
        if (was === name) return []
        const mapping = was === null ? undefined : step.fields[was]
        return [...(was === null ? [] : [set(was, null)]), set(name, mapping ?? { kind: 'constant', value: '' })]
      }),
    ]
    const problem = apply({ kind: 'batch', operations })
    setRefused(problem?.message ?? null)
    if (problem === null) setOrder(rows.map(({ name }) => name))
  }
  return (
    <div className="grid grid-cols-1 gap-3" data-field="fields">
      <p className="text-ink-2">Later steps can use these values by their names.</p>
      <NamedMappings
        names={stableOrder(order, Object.keys(step.fields))}
        noun="value"
        onNames={change}
        render={(name) => (
          <FieldSlot
            stepId={step.id}
            field={plainField(name, name)}
            path={`fields.${name}`}
            schema={null}
            value={Object.hasOwn(step.fields, name) ? step.fields[name] : undefined}
            // A value that is emptied stays in the list until it is removed there.
            save={(mapping) => apply(set(name, mapping ?? { kind: 'constant', value: '' }))}
            form={plainForm}
          />
        )}
      />
      <ProblemLine stepId={step.id} path="fields" />
      {refused === null ? null : <Wrong>{refused}</Wrong>}
    </div>
  )
}
