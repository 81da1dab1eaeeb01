import type { FieldSpec, JsonSchema } from '@patchbay/connector-sdk/manifest'
import type { Mapping } from '@patchbay/flow/mapping'
import type { ReactNode } from 'react'
import { type FixedControl, MappingField } from '../mapping-field.tsx'
import { FoldedFields } from './folded-fields.tsx'
import { type FieldForm, fieldValueOf } from './form.ts'
import { groupOf, membersOf, withMember } from './mapping-edits.ts'
import { NamedMappings } from './named-mappings.tsx'
import { ValueControl } from './values/value-control.tsx'

export type MappedValueProps = {
  stepId: string
  field: FieldSpec
  path: string
  schema: JsonSchema | null
  value: Mapping | undefined
  onChange: (mapping: Mapping | undefined) => void
  form: FieldForm
  wantsValue?: boolean
  requiredWords?: string
  /** In place of the control that the field's type has. */
  control?: (control: FixedControl) => ReactNode
}

type Members = Readonly<Record<string, Mapping>>

/** A field and where its value comes from. A group that is filled in member by member has a field for each below it. */
export function MappedValue({ control: own, ...rest }: MappedValueProps) {
  const { field, schema, value, onChange, form, wantsValue = false, requiredWords, stepId, path } = rest
  const members = membersOf(field, value)
  return (
    <>
      <MappingField
        stepId={stepId}
        field={field}
        path={path}
        schema={schema}
        value={value}
        onChange={(mapping) => onChange(mapping ?? undefined)}
        wantsValue={wantsValue}
        requiredWords={requiredWords}
        control={(control) => {
          if (own !== undefined) return own(control)
          if (members === null) return <ValueControl {...control} spec={field} schema={schema} form={form} />
          return <GroupHint id={control.id} empty={value === undefined} disabled={control.disabled} />
        }}
      />
      {members === null || own !== undefined ? null : (
        <Group {...rest} members={members} onMembers={(next) => onChange(groupOf(next))} />
      )}
    </>
  )
}

/** Where a whole group can be dropped, in place of its members. */
function GroupHint({ id, empty, disabled }: { id: string; empty: boolean; disabled: boolean }) {
  return (
    <p
      id={id}
      className="flex min-h-8.5 items-center rounded-2 border border-line-ui border-dashed px-2.5 text-ink-3 text-small"
    >
      {disabled
        ? empty
          ? 'Nothing is filled in.'
          : 'Filled in below.'
        : empty
          ? 'Fill in below, or map it as a whole.'
          : 'Filled in below. Mapping it as a whole takes its place.'}
    </p>
  )
}

type GroupProps = Omit<MappedValueProps, 'control' | 'requiredWords' | 'wantsValue'> & {
  members: Members
  onMembers: (members: Members) => void
}

function Group({ field, schema, form, stepId, path, members, onMembers }: GroupProps) {
  const member = (spec: FieldSpec) => (
    <div key={spec.name} data-field={`${path}.fields.${spec.name}`} className="min-w-0">
      <MappedValue
        stepId={stepId}
        field={spec}
        path={`${path}.fields.${spec.name}`}
        schema={propertyOf(schema, spec.name)}
        value={Object.hasOwn(members, spec.name) ? members[spec.name] : undefined}
        onChange={(mapping) => onMembers(withMember(members, spec.name, mapping))}
        form={groupForm(form, field.fields ?? [], members)}
      />
    </div>
  )
  return (
    <fieldset aria-label={field.label} className="mt-2.5 min-w-0 border-line border-l-2 pl-3">
      {field.type === 'map' ? (
        <NamedMappings
          names={Object.keys(members)}
          noun="value"
          onNames={(names) => onMembers(renamed(members, names))}
          render={(name) => member({ name, label: name, type: 'text', required: false })}
        />
      ) : (
        <FoldedFields
          stepId={stepId}
          fields={field.fields ?? []}
          isFilled={(spec) => Object.hasOwn(members, spec.name)}
          path={`${path}.fields`}
          seen={4}
          render={member}
        />
      )}
    </fieldset>
  )
}

/** The form inside a group: lookups of members may depend on other members. */
function groupForm(form: FieldForm, fields: readonly FieldSpec[], members: Members): FieldForm {
  return {
    ...form,
    fields: [...fields, ...form.fields],
    valueOf: (name) =>
      fields.some((spec) => spec.name === name)
        ? fieldValueOf(Object.hasOwn(members, name) ? members[name] : undefined)
        : form.valueOf(name),
  }
}

/** Members by new names and in a new order; one that has no mapping yet is an empty text. */
function renamed(members: Members, names: readonly { name: string; was: string | null }[]): Members {
  return Object.fromEntries(
    names.map(({ name, was }) => [
      name,
      (was !== null && Object.hasOwn(members, was) ? members[was] : undefined) ?? { kind: 'constant', value: '' },
    ]),
  )
}

function propertyOf(schema: JsonSchema | null, name: string): JsonSchema | null {
  const properties: unknown = schema?.['properties']
  if (typeof properties !== 'object' || properties === null) return null
  const property: unknown = Reflect.get(properties, name)
  return typeof property === 'object' && property !== null ? { ...property } : null
}
