'use client'

import type { FieldSpec } from '@patchbay/connector-sdk/manifest'
import type { Mapping } from '@patchbay/flow/mapping'
import { IconButton } from '@patchbay/ui/icon-button'
import { Input } from '@patchbay/ui/input'
import { Select } from '@patchbay/ui/select'
import { X } from 'lucide-react'
import type { ComponentType } from 'react'
import type { FixedControl, ItemSource, MappingFieldProps } from '../mapping-field-props.ts'
import { valueWords } from '../value-words.ts'
import type { TargetRow } from './list-draft.ts'

/** The chosen cable at the right: the field it ends in, with everything that can be done on the way. */
export function TargetPanel({
  stepId,
  path,
  target,
  value,
  item,
  Field,
  onChange,
  onClose,
}: {
  stepId: string
  path: string
  target: TargetRow
  value: Mapping | undefined
  item: ItemSource | undefined
  Field: ComponentType<MappingFieldProps>
  onChange: (mapping: Mapping | null) => void
  onClose: () => void
}) {
  return (
    <aside
      aria-label={target.field.label}
      data-picker-beside
      className="flex w-76 flex-none flex-col gap-3 overflow-y-auto border-line border-l p-4"
    >
      <div className="flex items-center justify-between">
        <h3 className="min-w-0 truncate font-semibold text-h3">How {target.field.label.toLowerCase()} is filled</h3>
        <IconButton label="Close" size="sm" icon={<X size={15} strokeWidth={1.75} aria-hidden />} onClick={onClose} />
      </div>
      <Field
        stepId={stepId}
        field={target.field}
        path={path}
        schema={target.schema}
        value={value}
        onChange={onChange}
        {...(item === undefined ? {} : { item })}
        control={(control) => <PlainControl field={target.field} control={control} />}
      />
    </aside>
  )
}

/** Fixed values here are rare and plain: a choice, yes or no, a number, or words. */
function PlainControl({ field, control }: { field: FieldSpec; control: FixedControl }) {
  const choices =
    field.type === 'boolean'
      ? [
          { value: 'true', label: 'yes' },
          { value: 'false', label: 'no' },
        ]
      : field.choices
  if (choices !== undefined)
    return (
      <Select
        id={control.id}
        disabled={control.disabled}
        label={field.label}
        value={control.value === undefined ? null : String(control.value)}
        onValueChange={(next) => control.onChange(field.type === 'boolean' ? next === 'true' : next)}
        options={choices}
      />
    )
  const isNumber = field.type === 'number' || field.type === 'integer' || field.type === 'money'
  const text =
    control.value === undefined
      ? ''
      : typeof control.value === 'object'
        ? valueWords(control.value)
        : String(control.value)
  return (
    <Input
      id={control.id}
      aria-describedby={control.describedBy}
      disabled={control.disabled || (typeof control.value === 'object' && control.value !== null)}
      inputMode={isNumber ? 'decimal' : undefined}
      value={text}
      onChange={(event) => {
        const typed = event.target.value
        control.onChange(typed === '' ? undefined : isNumber && /^-?\d+([.]\d+)?$/.test(typed) ? Number(typed) : typed)
      }}
    />
  )
}
