import type { Reference } from '@patchbay/flow/mapping'

/** A value that a function may be given besides the one it changes. */
export type Operand = { kind: 'fixed'; value: string | number | boolean | null } | { kind: 'pick'; ref: Reference }

export type Argument =
  | { kind: 'text'; value: string }
  | { kind: 'number'; value: number }
  | { kind: 'choice'; value: string }
  | { kind: 'field'; names: string[] }
  | { kind: 'operand'; operand: Operand }
  | { kind: 'table'; rows: [string, string][] }

/** One blank of a function's form. A `field` is one of the elements of the list that the function is given. */
export type Slot = { label: string; suggestions?: readonly { value: string; label: string }[] } & (
  | { kind: 'text'; initial: string }
  | { kind: 'number'; initial: number }
  | { kind: 'choice'; initial: string; choices: readonly { value: string; label: string }[] }
  | { kind: 'field' }
  | { kind: 'operand'; initial: Operand }
  | { kind: 'table' }
)

export type FunctionGroup = 'Text' | 'Numbers and money' | 'Dates' | 'Lists' | 'Choose'

/** What a function takes and gives, so that the ones that can help are shown first. */
export type FunctionTakes = 'text' | 'number' | 'date' | 'list' | 'any'

/**
 * A function in plain words. `template` is the JSONata that it writes, with `{in}` for the value that it changes and a
 * name in braces for each blank; the same template reads the form back.
 */
export type FunctionSpec = {
  id: string
  title: string
  /** What else people call it. */
  words: string
  group: FunctionGroup
  takes: FunctionTakes
  gives: FunctionTakes
  template: string
  /** How it was written before: still read, with blanks that it did not have at their first value, and not written. */
  was?: readonly string[]
  slots: Readonly<Record<string, Slot>>
  /** On its pill: "÷ 1,000", "upper case". */
  pill: (args: Readonly<Record<string, Argument>>) => string
}

/** What a blank holds before anybody fills it; `fields` are those that the elements of the list have. */
export function initialOf(slot: Slot, fields: readonly string[][]): Argument {
  switch (slot.kind) {
    case 'text':
      return { kind: 'text', value: slot.initial }
    case 'number':
      return { kind: 'number', value: slot.initial }
    case 'choice':
      return { kind: 'choice', value: slot.initial }
    case 'field':
      return { kind: 'field', names: fields[0] ?? ['name'] }
    case 'operand':
      return { kind: 'operand', operand: slot.initial }
    case 'table':
      return { kind: 'table', rows: [['', '']] }
  }
}

export type FunctionCall = { id: string; args: Record<string, Argument> }

/** A value of an earlier step and what is done to it, one function after the other. */
export type Chain = { ref: Reference; calls: FunctionCall[] }

export function argumentWords(argument: Argument | undefined): string {
  if (argument === undefined) return '…'
  switch (argument.kind) {
    case 'text':
    case 'choice':
      return argument.value
    case 'number':
      return argument.value.toLocaleString('en')
    case 'field':
      return argument.names.join(' › ')
    case 'table':
      return argument.rows.length === 1 ? '1 value' : `${argument.rows.length} values`
    case 'operand':
      return argument.operand.kind === 'fixed' ? String(argument.operand.value ?? 'nothing') : 'another value'
  }
}
