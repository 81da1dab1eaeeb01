import type { FieldSpec, JsonSchema } from '@patchbay/connector-sdk/manifest'
import type { Json } from '@patchbay/flow/json'
import type { Mapping, Reference } from '@patchbay/flow/mapping'
import type { ReactNode } from 'react'

/** What the typed control of a field gets while its value is a fixed one. */
export type FixedControl = {
  /** Undefined while nothing has been given. */
  value: Json | undefined
  /** Undefined empties the field. */
  onChange: (value: Json | undefined) => void
  /** Belongs on the control itself: the label points at it. */
  id: string
  /** Of the label, for controls that no `<label for>` reaches (groups, tables). */
  labelledBy: string
  describedBy: string | undefined
  required: boolean
  invalid: boolean
  disabled: boolean
  /** Stands in an empty text: how it can be filled. */
  hint?: string | undefined
}

export type MappingFieldProps = {
  stepId: string
  field: FieldSpec
  /** Dotted as in a Problem: `input.amount`, `fields.total`. */
  path: string
  /** What the value must be like; null when anything goes. */
  schema: JsonSchema | null
  /** Undefined while the field has no mapping. */
  value: Mapping | undefined
  /** Null takes the mapping away. */
  onChange: (mapping: Mapping | null) => void
  control: (control: FixedControl) => ReactNode
  /** A value of an earlier step is meant, mostly: it is asked for while nothing is given. */
  wantsValue?: boolean
  /** In place of "required": "required by this carrier". */
  requiredWords?: string
  /** Takes the focus when it appears or becomes true: a problem or a search hit led here. */
  focus?: boolean
  /** Inside a list mapping: what `item` is. Undefined outside of one. */
  item?: ItemSource
}

/** The element of the list that is being mapped. */
export type ItemSource = {
  /** "Line" */
  name: string
  schema: JsonSchema | null
  /** Of the sample; undefined when there is none. */
  value: Json | undefined
  /** The list that it is an element of, where that is a plain value: tells what was seen in all of its elements. */
  list?: Reference | undefined
}
