import type { Trigger } from '@patchbay/flow/document'
import type { Json } from '@patchbay/flow/json'
import { fieldSchema } from '@patchbay/flow/output-schema'
import { Select } from '@patchbay/ui/select'
import { VendorMark } from '@patchbay/ui/vendor-tile'
import { useEditorScope } from '../editor-scope.tsx'
import { FormField } from '../inspector/field-problem.tsx'
import { FoldedFields } from '../inspector/folded-fields.tsx'
import { type FieldForm, fieldValueOfJson } from '../inspector/form.ts'
import { emptiedBy } from '../inspector/lookup.ts'
import { ValueControl } from '../inspector/values/value-control.tsx'
import { changeEvent, eventApps } from './change-trigger.ts'
import type { PutTrigger } from './trigger-form-types.ts'

export type EventFormProps = { stepId: string; trigger: Trigger & { type: 'event' }; put: PutTrigger }

/** An event of an app: which, and what it is narrowed down to. The account is chosen in the panel's head. */
export function EventForm({ stepId, trigger, put }: EventFormProps) {
  const scope = useEditorScope()
  const { manifests, mayEdit } = scope
  const connector = manifests[trigger.connector]
  const event = connector?.triggers[trigger.event]
  const apps = eventApps(manifests)
  const go = (id: string, name: string) => put(changeEvent(trigger, { connector: id, event: name }, scope), 'done')
  return (
    <>
      <div className="grid grid-cols-2 items-start gap-3">
        <FormField stepId={stepId} path="trigger.connector" label="App">
          {(control) => (
            <Select
              {...control}
              value={trigger.connector}
              disabled={!mayEdit}
              options={apps.map(({ id, title }) => ({
                value: id,
                label: title,
                icon: <VendorMark connector={id} size={14} />,
              }))}
              onValueChange={(id) => go(id, Object.keys(manifests[id]?.triggers ?? {})[0] ?? trigger.event)}
            />
          )}
        </FormField>
        <FormField stepId={stepId} path="trigger.event" label="Event">
          {(control) => (
            <Select
              {...control}
              value={event === undefined ? null : trigger.event}
              disabled={!mayEdit || connector === undefined}
              options={Object.entries(connector?.triggers ?? {}).map(([id, { title, description }]) => ({
                value: id,
                label: title,
                ...(description === title ? {} : { help: description }),
              }))}
              onValueChange={(name) => go(trigger.connector, name)}
            />
          )}
        </FormField>
      </div>
      {event === undefined ? null : (
        <p className="-mt-1.5 text-ink-3 text-small">
          {event.kind === 'poll'
            ? `${connector?.title} is asked every few minutes.`
            : `${connector?.title} tells Patchbay as it happens.`}
        </p>
      )}
      {event === undefined || event.fields.length === 0 ? null : (
        <Params key={trigger.event} stepId={stepId} trigger={trigger} put={put} />
      )}
    </>
  )
}

function Params({ stepId, trigger, put }: EventFormProps) {
  const { manifests, mayEdit } = useEditorScope()
  const connector = manifests[trigger.connector] ?? null
  const fields = connector?.triggers[trigger.event]?.fields ?? []
  const { params } = trigger
  const paramOf = (name: string) => (Object.hasOwn(params, name) ? params[name] : undefined)
  const form: FieldForm = {
    connector,
    connectionId: trigger.connectionId,
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
    put({ ...trigger, params: value === undefined ? kept : { ...kept, [name]: value } }, typed ? 'typed' : 'done')
  }
  return (
    <div>
      <FoldedFields
        stepId={stepId}
        fields={fields}
        path="trigger.params"
        isFilled={(spec) => paramOf(spec.name) !== undefined}
        render={(spec) => (
          <FormField
            key={spec.name}
            stepId={stepId}
            path={`trigger.params.${spec.name}`}
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
