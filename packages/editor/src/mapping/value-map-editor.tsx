'use client'

import type { FieldSpec } from '@patchbay/connector-sdk/manifest'
import type { Json } from '@patchbay/flow/json'
import { Button } from '@patchbay/ui/button'
import { Input } from '@patchbay/ui/input'
import { Select } from '@patchbay/ui/select'
import { ArrowRight, Plus } from 'lucide-react'
import { useId } from 'react'
import type { SeenValue } from './value-map.ts'
import {
  addEntry,
  chosenOtherwise,
  rowsOf,
  setEmpty,
  setOtherwise,
  type ValueMap,
  withEntry,
  withoutEntry,
} from './value-map.ts'

export type ValueMapEditorProps = {
  field: FieldSpec
  value: ValueMap
  /** Values seen in the samples, most often first. */
  seen: readonly SeenValue[]
  /** "Values seen in the last 20 orders" */
  note: string
  disabled: boolean
  onChange: (value: ValueMap) => void
}

/** What becomes what: every value seen, with how often, then what becomes of all others and of nothing. */
export function ValueMapEditor({ field, value, seen, note, disabled, onChange }: ValueMapEditorProps) {
  const rows = rowsOf(value, seen)
  return (
    <div className="flex flex-col">
      <p className="pb-1 text-ink-3 text-small">{note}</p>
      <ul>
        {rows.map(({ when, times, to }) => (
          <li key={JSON.stringify(when)} className="flex min-h-[37px] items-center gap-2 border-line border-t py-0.5">
            <code className="min-w-0 flex-1 truncate font-mono text-small" title={String(when)}>
              {when === null ? 'empty' : String(when)}
            </code>
            <span className="text-ink-3 text-small tabular-nums">{times === 0 ? '' : times}</span>
            <ArrowRight size={13} strokeWidth={1.75} className="flex-none text-ink-3" aria-label="becomes" />
            <ToControl
              field={field}
              label={`${when === null ? 'empty' : String(when)} becomes`}
              value={to}
              disabled={disabled}
              onChange={(next) =>
                onChange(next === undefined ? withoutEntry(value, when) : withEntry(value, when, next))
              }
            />
          </li>
        ))}
      </ul>
      {disabled ? null : <AddRow field={field} value={value} onChange={onChange} />}
      <Rest field={field} value={value} disabled={disabled} onChange={onChange} />
    </div>
  )
}

function ToControl({
  field,
  label,
  value,
  disabled,
  mustAnswer = false,
  onChange,
}: {
  field: FieldSpec
  label: string
  value: Json | undefined
  disabled: boolean
  /** There is always an answer: it can be exchanged but not taken away. */
  mustAnswer?: boolean
  onChange: (value: Json | undefined) => void
}) {
  const choices = choicesOf(field)
  if (choices !== null)
    return (
      <Select
        size="sm"
        className="w-36 flex-none"
        label={label}
        disabled={disabled}
        placeholder="Choose"
        value={value === undefined ? null : JSON.stringify(value)}
        onValueChange={(next) => onChange(choices.find((one) => JSON.stringify(one.value) === next)?.value)}
        options={[
          ...choices.map((one) => ({ value: JSON.stringify(one.value), label: one.label })),
          ...(value === undefined || mustAnswer ? [] : [{ value: NONE, label: 'no row of its own' }]),
        ]}
      />
    )
  return (
    <Input
      className="h-7 w-36 flex-none"
      aria-label={label}
      disabled={disabled}
      value={value === undefined || value === null ? '' : String(value)}
      onChange={(event) => onChange(event.target.value === '' ? undefined : typedValue(event.target.value, field))}
    />
  )
}

function AddRow({ field, value, onChange }: Pick<ValueMapEditorProps, 'field' | 'value' | 'onChange'>) {
  const id = useId()
  return (
    <form
      className="flex items-center gap-2 border-line border-t py-1"
      onSubmit={(event) => {
        event.preventDefault()
        event.stopPropagation()
        const input = event.currentTarget.elements.namedItem('when')
        if (!(input instanceof HTMLInputElement) || input.value.trim() === '') return
        onChange(addEntry(value, input.value, choicesOf(field)?.[0]?.value ?? ''))
        input.value = ''
      }}
    >
      <Input id={id} name="when" className="h-7" aria-label="Another value" placeholder="Another value" />
      <Button type="submit" variant="quiet" size="sm" icon={<Plus size={14} strokeWidth={1.75} aria-hidden />}>
        Add a value
      </Button>
    </form>
  )
}

const NONE = 'none'

const OTHERWISE = [
  { value: 'error', label: 'stop the step' },
  { value: 'pass', label: 'stays as it is' },
  { value: 'value', label: 'becomes …' },
] as const

const EMPTY = [
  { value: 'error', label: 'stop the step' },
  { value: 'omit', label: 'leave it out' },
  { value: 'value', label: 'becomes …' },
] as const

/** Both questions have an answer at any time: a value that nobody thought of must not be a surprise. */
function Rest({
  field,
  value,
  disabled,
  onChange,
}: Pick<ValueMapEditorProps, 'field' | 'value' | 'disabled' | 'onChange'>) {
  const { otherwise, ifMissing } = value
  const empty = ifMissing?.kind ?? (field.required ? 'error' : 'omit')
  const first = choicesOf(field)?.[0]?.value ?? ''
  return (
    <div className="flex flex-col gap-1.5 border-line border-t pt-2">
      <div className="flex flex-wrap items-center justify-end gap-2">
        <span className="flex-1 font-medium">Otherwise</span>
        <Select
          size="sm"
          className="w-36 flex-none"
          label="Any other value"
          disabled={disabled}
          value={otherwise.kind}
          onValueChange={(kind) => onChange(setOtherwise(value, chosenOtherwise(kind, first)))}
          options={OTHERWISE}
        />
        {otherwise.kind === 'value' ? (
          <ToControl
            field={field}
            label="Any other value becomes"
            mustAnswer
            value={otherwise.value}
            disabled={disabled}
            onChange={(next) => onChange(setOtherwise(value, { kind: 'value', value: next ?? '' }))}
          />
        ) : null}
      </div>
      <div className="flex flex-wrap items-center justify-end gap-2">
        <span className="flex-1 font-medium">Empty</span>
        <Select
          size="sm"
          className="w-36 flex-none"
          label="When it is empty"
          disabled={disabled}
          value={empty}
          onValueChange={(kind) => onChange(setEmpty(value, kind === 'value' ? { kind, value: first } : { kind }))}
          options={field.required ? EMPTY.filter((one) => one.value !== 'omit') : EMPTY}
        />
        {ifMissing?.kind === 'value' ? (
          <ToControl
            field={field}
            label="Empty becomes"
            mustAnswer
            value={ifMissing.value}
            disabled={disabled}
            onChange={(next) => onChange(setEmpty(value, { kind: 'value', value: next ?? '' }))}
          />
        ) : null}
      </div>
    </div>
  )
}

function choicesOf({ type, choices, lookup }: FieldSpec): { value: Json; label: string }[] | null {
  if (type === 'boolean')
    return [
      { value: true, label: 'yes' },
      { value: false, label: 'no' },
    ]
  return type === 'choice' && choices !== undefined && lookup === undefined ? choices : null
}

function typedValue(text: string, { type }: FieldSpec): Json {
  const isNumber = type === 'number' || type === 'integer' || type === 'money'
  return isNumber && /^-?\d+([.]\d+)?$/.test(text) ? Number(text) : text
}
