import type { ActionStep } from '@patchbay/flow/document'
import { useMemo } from 'react'
import { plainField, plainForm } from '../control/plain-form.ts'
import { useEditorScope } from '../editor-scope.tsx'
import { FieldSlot } from './field-slot.tsx'
import { schemaFields } from './schema-fields.ts'

/** What a step that has failed is taken to have given, field by field as its app says it gives. */
export function DefaultOutput({ step }: { step: ActionStep }) {
  const { apply, manifests } = useEditorScope()
  const schema = step.outputSchema ?? manifests[step.connector]?.actions[step.action]?.output ?? null
  const fields = useMemo(() => schemaFields(schema), [schema])
  if (step.ifFails?.kind !== 'default') return null
  const spec =
    fields.length === 0
      ? plainField('output', 'Instead it gives', { type: 'json' })
      : plainField('output', 'Instead it gives', { type: 'object', fields })
  return (
    <div className="pt-1">
      <p className="mb-2 text-ink-2">The run goes on as if the step had given this. The failure stays in the log.</p>
      <FieldSlot
        stepId={step.id}
        field={spec}
        path="ifFails.output"
        schema={schema}
        value={step.ifFails.output}
        save={(output) =>
          apply({
            kind: 'setIfFails',
            stepId: step.id,
            ifFails: { kind: 'default', output: output ?? { kind: 'object', fields: {} } },
          })
        }
        form={plainForm}
      />
    </div>
  )
}
