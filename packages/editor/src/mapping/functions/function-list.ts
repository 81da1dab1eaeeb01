import { wordsOf } from '../names.ts'
import type { ValueType } from '../value-type.ts'
import { CHOOSE_FUNCTIONS } from './choose-functions.ts'
import { DATE_FUNCTIONS } from './date-functions.ts'
import { type FunctionCall, type FunctionSpec, type FunctionTakes, initialOf } from './function-spec.ts'
import { LIST_FUNCTIONS } from './list-functions.ts'
import { NUMBER_FUNCTIONS } from './number-functions.ts'
import { TEXT_FUNCTIONS } from './text-functions.ts'

/** Every function there is, in the order they are read back. */
export const FUNCTIONS: readonly FunctionSpec[] = [
  ...TEXT_FUNCTIONS,
  ...NUMBER_FUNCTIONS,
  ...DATE_FUNCTIONS,
  ...LIST_FUNCTIONS,
  ...CHOOSE_FUNCTIONS,
]

export function functionById(id: string): FunctionSpec | undefined {
  return FUNCTIONS.find((spec) => spec.id === id)
}

/** Functions whose words hold all of the search, those that take such a value first. */
export function searchFunctions(search: string, type: ValueType): FunctionSpec[] {
  const asked = wordsOf(search)
  const takes = takesOf(type)
  return FUNCTIONS.filter(({ title, words, group }) => {
    const all = wordsOf(`${title} ${words} ${group}`)
    return asked.every((word) => all.some((one) => one.startsWith(word)))
  })
    .map((spec) => ({ spec, rank: spec.takes === takes ? 0 : spec.takes === 'any' || takes === 'any' ? 1 : 2 }))
    .filter(({ rank }) => search.trim() !== '' || rank < 2 || takes === 'text')
    .sort((a, b) => a.rank - b.rank)
    .map(({ spec }) => spec)
}

/** A call with every blank at its first value; null names the blank that only a person can fill. */
export function startCall(spec: FunctionSpec, fields: readonly string[][]): FunctionCall {
  const args: FunctionCall['args'] = {}
  for (const [name, slot] of Object.entries(spec.slots)) args[name] = initialOf(slot, fields)
  return { id: spec.id, args }
}

function takesOf(type: ValueType): FunctionTakes {
  const table: Record<ValueType, FunctionTakes> = {
    text: 'text',
    choice: 'text',
    number: 'number',
    money: 'number',
    date: 'date',
    list: 'list',
    yesNo: 'any',
    group: 'any',
    unknown: 'any',
  }
  return table[type]
}
