import type { FieldSpec } from '@patchbay/connector-sdk/manifest'
import type { FieldForm } from '../inspector/form.ts'

/** The form of a step that speaks to no app: nothing in it is looked up. */
export const plainForm: FieldForm = {
  connector: null,
  connectionId: null,
  fields: [],
  valueOf: () => ({ kind: 'none' }),
}

export function plainField(name: string, label: string, parts: Partial<FieldSpec> = {}): FieldSpec {
  return { name, label, type: 'text', required: false, ...parts }
}
