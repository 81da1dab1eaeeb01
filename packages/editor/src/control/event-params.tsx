import type { Json } from '@patchbay/flow/json'
import { fieldSchema } from '@patchbay/flow/output-schema'
import { useEditorScope } from '../editor-scope.tsx'
import { FormField } from '../inspector/field-problem.tsx'
import { FoldedFields } from '../inspector/folded-fields.tsx'
import { type FieldForm, fieldValueOfJson } from '../inspector/form.ts'
import { emptiedBy } from '../inspector/lookup.ts'
import { ValueControl } from '../inspector/values/value-control.tsx'

export type EventSource = {
  connector: string
  event: string
  connectionId: string | null
  params: Record<string, Json>
}

export type EventParamsProps = {
  stepId: string
  /** Dotted as in a Problem: `trigger.params`. */
  path: string
  source: EventSource
  onParams: (params: Record<string, Json>, how: 'typed' | 'done') => void
}

/** What an event is narrowed down to, as its app asks for it. */
export function EventParams({ stepId, path, source, onParams }: EventParamsProps) {
  const { manifests, mayEdit } = useEditorScope()
  const connector = manifests[source.connector] ?? null
  const fields = connector?.triggers[source.event]?.fields ?? []
  const { params } = source
  const paramOf = (name: string) => (Object.hasOwn(params, name) ? params[name] : undefined)
  const form: FieldForm = {
    connector,
    connectionId: source.connectionId,
    fields,
    valueOf: (name) => fieldValueOfJson(paramOf(name)),
  }
  const save = (name: string, value: Json | undefined) => {
    const input = Object.fromEntries(
      Object.entries(params).map(([key, inner]) => [key, { kind: 'constant', value: inner } as const]),
    )
    const gone = new Set([name, ...emptiedBy(name, fields, { lookups: connector?.lookups ?? {}, input })])
    const kept = Object.fromEntries(Object.entries(params).filter(([key]) => !gone.has(key)))
    const typed = typeof value === 'string' || typeof value === 'number'
    onParams(value === undefined ? kept : { ...kept, [name]: value }, typed ? 'typed' : 'done')
  }
  return (
    <div>
      <FoldedFields
        stepId={stepId}
        fields={fields}
        path={path}
        isFilled={(spec) => paramOf(spec.name) !== undefined}
        render={(spec) => (
          <FormField
            key={spec.name}
            stepId={stepId}
            path={`${path}.${spec.name}`}
            label={<span id={`${stepId}-${spec.name}-label`}>{spec.label}</span>}
            required={spec.required}
            help={spec.help}
          >
            {(control) => (
              <ValueControl
                spec={spec}
                schema={fieldSchema(spec)}
                form={form}
                id={control.id}
                labelledBy={`${stepId}-${spec.name}-label`}
                describedBy={control['aria-describedby']}
                invalid={control['aria-invalid'] === true}
                required={spec.required}
                disabled={!mayEdit}
                value={paramOf(spec.name)}
                onChange={(value) => save(spec.name, value)}
              />
            )}
          </FormField>
        )}
      />
    </div>
  )
}
