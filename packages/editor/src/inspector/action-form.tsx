import type { ActionManifest, ConnectorManifest, FieldSpec } from '@patchbay/connector-sdk/manifest'
import type { ActionStep } from '@patchbay/flow/document'
import type { Mapping } from '@patchbay/flow/mapping'
import type { Operation } from '@patchbay/flow/operations'
import { Button } from '@patchbay/ui/button'
import { useEditorScope } from '../editor-scope.tsx'
import { EffectBox } from './effect-box.tsx'
import { ProblemLine, Wrong } from './field-problem.tsx'
import { FieldSlot } from './field-slot.tsx'
import { FoldedFields } from './folded-fields.tsx'
import { type FieldForm, fieldValueOf } from './form.ts'
import { inputSchemaOf } from './input-schema.ts'
import { emptiedBy } from './lookup.ts'
import { SampleLine } from './sample-line.tsx'

/** What an action needs, as its connector's manifest says, each field with where its value comes from. */
export function ActionForm({ step }: { step: ActionStep }) {
  const { manifests } = useEditorScope()
  const connector = manifests[step.connector]
  const action = connector?.actions[step.action]
  if (connector === undefined || action === undefined)
    return (
      <div className="px-4 py-3.5">
        <ProblemLine stepId={step.id} path={connector === undefined ? 'connector' : 'action'} />
      </div>
    )
  return (
    <div className="grid grid-cols-1 gap-3.75 px-4 py-3.5">
      <SampleLine />
      <Fields key={step.action} step={step} connector={connector} action={action} />
      <UnknownInputs step={step} action={action} />
      <EffectBox action={action} title={connector.title} />
    </div>
  )
}

type FieldsProps = { step: ActionStep; connector: ConnectorManifest; action: ActionManifest }

function Fields({ step, connector, action }: FieldsProps) {
  const { apply } = useEditorScope()
  const mappingOf = (name: string) => (Object.hasOwn(step.input, name) ? step.input[name] : undefined)
  const form: FieldForm = {
    connector,
    connectionId: step.connectionId,
    fields: action.fields,
    valueOf: (name) => fieldValueOf(mappingOf(name)),
  }
  const save = (name: string, mapping: Mapping | null) => {
    const set = (field: string, to: Mapping | null): Operation => ({
      kind: 'setInput',
      stepId: step.id,
      field,
      mapping: to,
    })
    const emptied = emptiedBy(name, action.fields, { lookups: connector.lookups, input: step.input })
    const changed = set(name, mapping)
    if (emptied.length === 0) return apply(changed)
    return apply({ kind: 'batch', operations: [changed, ...emptied.map((field) => set(field, null))] })
  }
  if (action.fields.length === 0) return <p className="text-ink-2">There is nothing to fill in.</p>
  return (
    <div>
      <FoldedFields
        stepId={step.id}
        fields={action.fields}
        path="input"
        isFilled={(spec) => mappingOf(spec.name) !== undefined}
        isShort={(spec) => isShort(spec, mappingOf(spec.name))}
        render={(spec) => (
          <FieldSlot
            key={spec.name}
            stepId={step.id}
            field={spec}
            path={`input.${spec.name}`}
            schema={inputSchemaOf(action, spec)}
            value={mappingOf(spec.name)}
            save={(mapping) => save(spec.name, mapping)}
            form={form}
          />
        )}
      />
    </div>
  )
}

/** Values of fields that the action does not have: left over when a connector changes. */
function UnknownInputs({ step, action }: { step: ActionStep; action: ActionManifest }) {
  const { apply, mayEdit } = useEditorScope()
  const names = Object.keys(step.input).filter((name) => !action.fields.some((spec) => spec.name === name))
  return names.map((name) => (
    <div key={name} data-field={`input.${name}`} className="flex items-start gap-2">
      <div className="min-w-0 flex-1">
        <Wrong>
          “{action.title}” has no field “{name}” any more, and a value is still set for it.
        </Wrong>
      </div>
      {mayEdit ? (
        <Button size="sm" onClick={() => apply({ kind: 'setInput', stepId: step.id, field: name, mapping: null })}>
          Remove
        </Button>
      ) : null}
    </div>
  ))
}

const SHORT: ReadonlySet<FieldSpec['type']> = new Set(['choice', 'number', 'integer', 'date'])

function isShort(spec: FieldSpec, value: Mapping | undefined): boolean {
  return SHORT.has(spec.type) && spec.label.length <= 18 && (value === undefined || value.kind === 'constant')
}
