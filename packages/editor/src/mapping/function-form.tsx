'use client'

import { Button } from '@patchbay/ui/button'
import { Input } from '@patchbay/ui/input'
import { Select } from '@patchbay/ui/select'
import { useId } from 'react'
import { FunctionTable } from './function-table.tsx'
import { functionById } from './functions/function-list.ts'
import type { Argument, FunctionCall, Operand, Slot } from './functions/function-spec.ts'
import { keyOf, type SourceNode, type Sources } from './sources.ts'
import type { ValueType } from './value-type.ts'

export type FunctionFormProps = {
  call: FunctionCall
  /** The value that the first function is given. */
  node: SourceNode
  sources: Sources
  onChange: (call: FunctionCall) => void
  onDone: () => void
}

/** The blanks of a function. Each change counts at once: the preview under the field shows what becomes of it. */
export function FunctionForm({ call, node, sources, onChange, onDone }: FunctionFormProps) {
  const spec = functionById(call.id)
  if (spec === undefined) return null
  const set = (name: string, argument: Argument) => onChange({ id: call.id, args: { ...call.args, [name]: argument } })
  return (
    <fieldset className="flex flex-col gap-2.5 rounded-2 border border-line-2 bg-surface-2 p-2.5">
      <legend className="sr-only">{spec.title}</legend>
      <div className="flex items-center justify-between">
        <span className="font-medium">{spec.title}</span>
        <Button variant="quiet" size="sm" onClick={onDone}>
          Done
        </Button>
      </div>
      {Object.entries(spec.slots).map(([name, slot]) => (
        <Blank
          key={name}
          slot={slot}
          argument={call.args[name]}
          node={node}
          sources={sources}
          type={operandType(call, node)}
          onChange={(argument) => set(name, argument)}
        />
      ))}
    </fieldset>
  )
}

type BlankProps = {
  slot: Slot
  argument: Argument | undefined
  node: SourceNode
  sources: Sources
  type: ValueType
  onChange: (argument: Argument) => void
}

function Blank(props: BlankProps) {
  const id = useId()
  return (
    <div className="grid grid-cols-[minmax(84px,auto)_1fr] items-center gap-2">
      <label htmlFor={id} className="text-ink-2 text-small">
        {props.slot.label}
      </label>
      <BlankControl {...props} id={id} />
    </div>
  )
}

function BlankControl({ slot, argument, node, sources, type, onChange, id }: BlankProps & { id: string }) {
  switch (slot.kind) {
    case 'text': {
      const value = argument?.kind === 'text' ? argument.value : ''
      return (
        <div className="flex min-w-0 items-center gap-1.5">
          <Input
            id={id}
            value={value.replaceAll('\n', '↵')}
            onChange={(event) => onChange({ kind: 'text', value: event.target.value.replaceAll('↵', '\n') })}
          />
          {slot.suggestions?.map((one) => (
            <Button
              key={one.label}
              size="sm"
              variant="quiet"
              onClick={() => onChange({ kind: 'text', value: one.value })}
            >
              {one.label}
            </Button>
          ))}
        </div>
      )
    }
    case 'number':
      return (
        <Input
          id={id}
          type="number"
          value={argument?.kind === 'number' ? argument.value : ''}
          onChange={(event) => onChange({ kind: 'number', value: event.target.valueAsNumber || 0 })}
        />
      )
    case 'choice':
      return (
        <Select
          id={id}
          label={slot.label}
          value={argument?.kind === 'choice' ? argument.value : slot.initial}
          onValueChange={(value) => onChange({ kind: 'choice', value })}
          options={slot.choices}
        />
      )
    case 'field':
      return (
        <Select
          id={id}
          label={slot.label}
          value={argument?.kind === 'field' ? argument.names.join('.') : ''}
          onValueChange={(value) => onChange({ kind: 'field', names: value.split('.') })}
          options={fieldOptions(node, argument)}
        />
      )
    case 'table':
      return (
        <FunctionTable
          id={id}
          rows={argument?.kind === 'table' ? argument.rows : []}
          onChange={(rows) => onChange({ kind: 'table', rows })}
        />
      )
    case 'operand': {
      const operand = argument?.kind === 'operand' ? argument.operand : slot.initial
      return (
        <OperandControl
          id={id}
          operand={operand}
          type={type}
          sources={sources}
          onChange={(next) => onChange({ kind: 'operand', operand: next })}
        />
      )
    }
  }
}

/** A typed value, or one of an earlier step. Plain values only: what can stand in a comparison. */
function OperandControl({
  id,
  operand,
  type,
  sources,
  onChange,
}: {
  id: string
  operand: Operand
  type: ValueType
  sources: Sources
  onChange: (operand: Operand) => void
}) {
  const values = sources.all.filter((one) => !one.isEach && one.children.length === 0 && one.type !== 'list')
  const options = values.slice(0, 300).map((one) => ({ value: one.key, label: sources.wordsOf(one.ref) }))
  const typed = { value: '', label: 'This value:' }
  const picked = operand.kind === 'pick' ? keyOf(operand.ref) : ''
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <Select
        id={id}
        label="Where it comes from"
        value={picked}
        onValueChange={(key) => {
          const found = values.find((one) => one.key === key)
          onChange(found === undefined ? { kind: 'fixed', value: '' } : { kind: 'pick', ref: found.ref })
        }}
        options={[typed, ...options]}
      />
      {operand.kind === 'fixed' ? (
        <Input
          aria-label="Value"
          value={operand.value === null ? '' : String(operand.value)}
          onChange={(event) => onChange({ kind: 'fixed', value: readTyped(event.target.value, type) })}
        />
      ) : null}
    </div>
  )
}

/** "5" is a number beside numbers and text beside text. */
export function readTyped(text: string, type: ValueType): string | number | boolean {
  if (type === 'yesNo' && (text === 'true' || text === 'yes')) return true
  if (type === 'yesNo' && (text === 'false' || text === 'no')) return false
  const isNumber = type === 'number' || type === 'unknown' || type === 'money'
  return isNumber && /^-?\d+([.]\d+)?$/.test(text) ? Number(text) : text
}

function fieldOptions(node: SourceNode, argument: Argument | undefined): { value: string; label: string }[] {
  const options = node.children.flatMap((child) => {
    const key = String(child.ref.path.at(-1))
    const inner = child.type === 'group' ? child.children : []
    return [
      { value: key, label: child.label },
      ...inner.map((one) => ({
        value: `${key}.${String(one.ref.path.at(-1))}`,
        label: `${child.label} › ${one.label}`,
      })),
    ]
  })
  const now = argument?.kind === 'field' ? argument.names.join('.') : null
  if (now !== null && !options.some(({ value }) => value === now)) options.unshift({ value: now, label: now })
  return options
}

/** What the typed values of a call are compared with. */
function operandType(call: FunctionCall, node: SourceNode): ValueType {
  const spec = functionById(call.id)
  if (spec?.takes === 'number') return 'number'
  const field = call.args['field']
  if (field?.kind !== 'field') return node.type === 'list' ? 'unknown' : numberOnly(node)
  const found = field.names.reduce<SourceNode | undefined>(
    (at, name) => at?.children.find(({ ref }) => ref.path.at(-1) === name),
    node,
  )
  return found === undefined ? 'unknown' : numberOnly(found)
}

/** Where a shop writes money as text, text takes its place. */
function numberOnly(node: SourceNode): ValueType {
  return node.type === 'money' && typeof node.value === 'string' ? 'text' : node.type
}
