import type { Reference } from '@patchbay/flow/mapping'
import type { ComponentType, RefObject } from 'react'
import type { MappingFieldProps } from './mapping-field-props.ts'
import type { Mode } from './modes.ts'
import type { Sources } from './sources.ts'

/** Puts a picked value where the caret is; false where the field has no caret, so that the value takes its place. */
export type FieldInsert = (ref: Reference) => boolean

export type FieldBodyProps = MappingFieldProps & {
  id: string
  mode: Mode
  /** The field is to be filled another way, and has no value of that way yet. */
  isPending: boolean
  sources: Sources
  invalid: boolean
  /** Stands in an empty text: how it can be filled. */
  hint?: string
  insert: RefObject<FieldInsert | null>
  onOpen: () => void
  /** The field itself, for the sheet that it opens: what is filled there has fields of its own. */
  Field: ComponentType<MappingFieldProps>
}
