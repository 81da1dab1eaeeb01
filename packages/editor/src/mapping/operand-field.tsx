'use client'

import type { Json } from '@patchbay/flow/json'
import type { Mapping } from '@patchbay/flow/mapping'
import { cn } from '@patchbay/ui/cn'
import { IconButton } from '@patchbay/ui/icon-button'
import { frameClass, Input } from '@patchbay/ui/input'
import { Select } from '@patchbay/ui/select'
import { useEffect, useId, useRef } from 'react'
import { DataPicker } from '../data-picker.tsx'
import { useEditorScope } from '../editor-scope.tsx'
import { isBlank } from './condition-tree.ts'
import { closePicker, leavePicker, openPicker, useIsPickerOpen } from './desk.ts'
import { DropFrame } from './drop-frame.tsx'
import { type Fit, singleFit } from './fit.ts'
import { readTyped } from './function-form.tsx'
import { chainOf, MappedBox } from './mapped-box.tsx'
import { asksForValue } from './slash.ts'
import type { SourceNode, Sources } from './sources.ts'
import type { ValueType } from './value-type.ts'

export type OperandFieldProps = {
  label: string
  value: Mapping
  sources: Sources
  /** What it is compared with, which tells a typed 5 from a typed "5". */
  type: ValueType
  /** Offered while typing. */
  suggestions: readonly string[]
  /** A constant makes no sense on the left. */
  wantsValue: boolean
  mayBeEmpty: boolean
  onChange: (mapping: Mapping) => void
}

/** One side of a comparison: a value of an earlier step, or one that is typed. */
export function OperandField(props: OperandFieldProps) {
  const { label, value, sources, wantsValue, mayBeEmpty, onChange } = props
  const id = useId()
  const { mayEdit } = useEditorScope()
  const root = useRef<HTMLDivElement>(null)
  const isPicking = useIsPickerOpen(id)
  useEffect(() => () => closePicker(id), [id])
  const isMapped = chainOf(value) !== null
  const put = (_source: SourceNode, fit: Fit & { fits: true }) => onChange(fit.mapping)
  const close = () => leavePicker(id, () => root.current?.querySelector<HTMLElement>('button, input')?.focus())
  return (
    <div ref={root} className="min-w-0">
      <span id={`${id}-label`} className="sr-only">
        {label}
      </span>
      <DropFrame dropKey={id} fitOf={singleFit} onDrop={put} disabled={!mayEdit}>
        {isMapped || (wantsValue && isBlank(value)) ? (
          <MappedBox
            mapping={isMapped ? value : null}
            sources={sources}
            mayBeEmpty={mayBeEmpty}
            disabled={!mayEdit}
            invalid={false}
            labelledBy={`${id}-label`}
            onOpen={() => openPicker(id)}
            onChange={(next) => onChange(next ?? { kind: 'constant', value: '' })}
          />
        ) : value.kind === 'constant' ? (
          <TypedValue {...props} value={value.value} id={id} disabled={!mayEdit} onPick={() => openPicker(id)} />
        ) : (
          <code className={cn(frameClass, 'min-h-8.5 break-all py-1 font-mono text-small')}>{sourceWords(value)}</code>
        )}
      </DropFrame>
      {isPicking && root.current !== null ? (
        <DataPicker
          sources={sources}
          target={null}
          fitOf={singleFit}
          anchor={root.current}
          onPick={(source, fit) => {
            put(source, fit)
            close()
          }}
          onClose={close}
        />
      ) : null}
    </div>
  )
}

function TypedValue({
  id,
  label,
  value,
  type,
  suggestions,
  disabled,
  onChange,
  onPick,
}: Omit<OperandFieldProps, 'value'> & { id: string; value: Json; disabled: boolean; onPick: () => void }) {
  if (type === 'yesNo')
    return (
      <Select
        label={label}
        disabled={disabled}
        value={value === true ? 'yes' : value === false ? 'no' : null}
        onValueChange={(next) => onChange({ kind: 'constant', value: next === 'yes' })}
        options={[
          { value: 'yes', label: 'yes' },
          { value: 'no', label: 'no' },
        ]}
      />
    )
  const text = typeof value === 'object' ? (value === null ? '' : JSON.stringify(value)) : String(value)
  return (
    <>
      <Input
        aria-label={label}
        list={suggestions.length > 0 ? `${id}-seen` : undefined}
        disabled={disabled}
        placeholder={disabled ? 'Nothing' : 'Type, or / for a value'}
        value={text}
        onKeyDown={(event) => {
          if (text !== '' || !asksForValue(event)) return
          event.preventDefault()
          onPick()
        }}
        onChange={(event) => onChange({ kind: 'constant', value: readTyped(event.target.value, type) })}
        after={
          disabled ? undefined : (
            <IconButton
              label={`Use a value from an earlier step for ${label.toLowerCase()}`}
              keys="/"
              size="sm"
              className="-mr-1.5 size-6"
              icon={<span aria-hidden="true" className="size-2.5 rounded-full border-2 border-ink-3" />}
              onClick={onPick}
            />
          )
        }
      />
      <datalist id={`${id}-seen`}>
        {suggestions.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
    </>
  )
}

function sourceWords(value: Mapping): string {
  return value.kind === 'expression' ? value.source : 'A value that is made of others'
}
