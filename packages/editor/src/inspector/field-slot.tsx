import type { FieldSpec, JsonSchema } from '@patchbay/connector-sdk/manifest'
import type { Mapping } from '@patchbay/flow/mapping'
import type { Problem } from '@patchbay/flow/problem'
import type { ReactNode } from 'react'
import type { FixedControl } from '../mapping-field.tsx'
import { EditFrame } from './edit-frame.tsx'
import { Wrong } from './field-problem.tsx'
import type { FieldForm } from './form.ts'
import { MappedValue } from './mapped-value.tsx'
import { isTyping } from './mapping-edits.ts'
import { useDraft } from './use-draft.ts'

export type FieldSlotProps = {
  stepId: string
  field: FieldSpec
  /** Dotted as in a Problem: `input.amount`. */
  path: string
  schema: JsonSchema | null
  value: Mapping | undefined
  /** Null takes the mapping away. Answers why the change was refused. */
  save: (mapping: Mapping | null) => Problem | null
  form: FieldForm
  /** A value of an earlier step is meant, mostly: it is asked for while nothing is given. */
  wantsValue?: boolean
  requiredWords?: string
  /** In place of the control that the field's type has. */
  control?: (control: FixedControl) => ReactNode
}

/** One mapping of the document while it is edited: what is typed becomes one change when the typing pauses. */
export function FieldSlot({ value, save, path, ...rest }: FieldSlotProps) {
  const draft = useDraft<Mapping | undefined>(value, (mapping) => save(mapping ?? null))
  return (
    <EditFrame field={path} className="min-w-0" onLeave={draft.flush}>
      <MappedValue
        {...rest}
        path={path}
        value={draft.value}
        onChange={(mapping) => draft.change(mapping, isTyping(draft.value, mapping) ? 'typed' : 'done')}
      />
      {draft.refused === null ? null : <Wrong>{draft.refused.message}</Wrong>}
    </EditFrame>
  )
}
