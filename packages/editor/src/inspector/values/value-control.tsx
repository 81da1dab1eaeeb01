import type { FieldSpec } from '@patchbay/connector-sdk/manifest'
import type { ComponentType } from 'react'
import { ChoiceValue } from './choice-value.tsx'
import { DateTimeValue, DateValue } from './date-value.tsx'
import { FileValue } from './file-value.tsx'
import { JsonValue } from './json-value.tsx'
import { ListValue } from './list-value.tsx'
import { LookupValue } from './lookup-value.tsx'
import { MapValue } from './map-value.tsx'
import { NumberValue } from './number-value.tsx'
import { ObjectValue } from './object-value.tsx'
import { LongTextValue, SecretValue, TextValue } from './text-value.tsx'
import type { FixedValue, ValueProps } from './value-props.ts'
import { YesNoValue } from './yes-no-value.tsx'

/** The control for a fixed value of a field, by the field's type. */
export function ValueControl(props: FixedValue) {
  const lookup = props.spec.lookup === undefined ? undefined : props.form.connector?.lookups[props.spec.lookup]
  if (lookup !== undefined) return <LookupValue {...props} Inner={ValueControl} lookup={lookup} />
  const Control = controls[props.spec.type]
  return <Control {...props} Inner={ValueControl} />
}

const controls: Record<FieldSpec['type'], ComponentType<ValueProps>> = {
  text: TextValue,
  longText: LongTextValue,
  number: NumberValue,
  integer: NumberValue,
  money: NumberValue,
  boolean: YesNoValue,
  date: DateValue,
  dateTime: DateTimeValue,
  choice: ChoiceValue,
  list: ListValue,
  object: ObjectValue,
  map: MapValue,
  file: FileValue,
  json: JsonValue,
  secret: SecretValue,
}
