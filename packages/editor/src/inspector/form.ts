import type { ConnectorManifest, FieldSpec } from '@patchbay/connector-sdk/manifest'
import type { Json } from '@patchbay/flow/json'
import type { Mapping } from '@patchbay/flow/mapping'

/** What a field of a form may know of the others: lookups depend on each other, and on the connection. */
export type FieldForm = {
  connector: ConnectorManifest | null
  connectionId: string | null
  /** Of the form the field stands in, the outer form's after those of a list's row. */
  fields: readonly FieldSpec[]
  valueOf: (name: string) => FieldValue
}

/** `mapped`: it is only known when the flow runs. */
export type FieldValue = { kind: 'none' } | { kind: 'fixed'; value: Json } | { kind: 'mapped' }

export function fieldValueOf(mapping: Mapping | undefined): FieldValue {
  if (mapping === undefined) return { kind: 'none' }
  if (mapping.kind !== 'constant') return { kind: 'mapped' }
  return isNothing(mapping.value) ? { kind: 'none' } : { kind: 'fixed', value: mapping.value }
}

export function fieldValueOfJson(value: Json | undefined): FieldValue {
  return value === undefined || isNothing(value) ? { kind: 'none' } : { kind: 'fixed', value }
}

/** The form inside a list's row or a group: its own fields first, then those around it. */
export function innerForm(
  form: FieldForm,
  fields: readonly FieldSpec[],
  value: Readonly<Record<string, Json>>,
): FieldForm {
  return {
    ...form,
    fields: [...fields, ...form.fields],
    valueOf: (name) =>
      fields.some((spec) => spec.name === name)
        ? fieldValueOfJson(Object.hasOwn(value, name) ? value[name] : undefined)
        : form.valueOf(name),
  }
}

function isNothing(value: Json): boolean {
  return value === null || value === ''
}
