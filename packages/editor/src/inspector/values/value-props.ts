import type { FieldSpec, JsonSchema } from '@patchbay/connector-sdk/manifest'
import type { ComponentType } from 'react'
import type { FixedControl } from '../../mapping-field.tsx'
import type { FieldForm } from '../form.ts'

/** What a field gives the control of its fixed value. */
export type FixedValue = FixedControl & {
  spec: FieldSpec
  /** What the value must be like, where it is known. */
  schema: JsonSchema | null
  form: FieldForm
}

/** What the control of each type gets. `Inner` draws the values inside of lists and groups. */
export type ValueProps = FixedValue & { Inner: ComponentType<FixedValue> }

/** Ties an input to its label, its help and its error. */
export function ariaOf({ id, describedBy, required, invalid }: FixedControl) {
  return {
    id,
    'aria-describedby': describedBy,
    'aria-invalid': invalid || undefined,
    'aria-required': required || undefined,
  } as const
}
