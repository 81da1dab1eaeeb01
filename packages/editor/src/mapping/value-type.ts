import type { JsonSchema } from '@patchbay/connector-sdk/manifest'
import type { Json } from '@patchbay/flow/json'
import { typesOf } from '@patchbay/flow/schema-at'
import { wordsOf } from './names.ts'

/** Kinds of value as people tell them apart; each has a sign and a word. */
export type ValueType = 'text' | 'number' | 'money' | 'date' | 'yesNo' | 'choice' | 'list' | 'group' | 'unknown'

export const typeWord: Record<ValueType, string> = {
  text: 'text',
  number: 'number',
  money: 'amount of money',
  date: 'date',
  yesNo: 'yes or no',
  choice: 'one of a few words',
  list: 'list',
  group: 'group of values',
  unknown: 'any value',
}

const MONEY = new Set(['total', 'subtotal', 'amount', 'price', 'cost', 'rate', 'tax', 'fee', 'refunded', 'captured'])

/** What kind of value stands there: the schema says it, else the sample, else nobody knows. */
export function valueType(name: string, schema: JsonSchema | null, value: Json | undefined): ValueType {
  const types = schema === null ? new Set<string>() : typesOf(schema)
  types.delete('null')
  const only = types.size === 1 ? [...types][0] : undefined
  const type = only ?? typeOfValue(value)
  if (type === 'array') return 'list'
  if (type === 'object') return 'group'
  if (type === 'boolean') return 'yesNo'
  if (type === 'number' || type === 'integer') return isMoney(name, value) ? 'money' : 'number'
  if (type !== 'string') return 'unknown'
  if (isDate(schema, value)) return 'date'
  if (schema !== null && Array.isArray(schema['enum'])) return 'choice'
  return typeof value === 'string' && /^-?\d+[.]\d{1,3}$/.test(value) && isMoney(name, value) ? 'money' : 'text'
}

function typeOfValue(value: Json | undefined): string | undefined {
  if (value === undefined || value === null) return undefined
  return Array.isArray(value) ? 'array' : typeof value
}

/** The JSON types that may come from there; empty when nobody knows. A sample tells where the schema is silent. */
export function possibleTypes(schema: JsonSchema | null, value: Json | undefined): ReadonlySet<string> {
  const types = schema === null ? new Set<string>() : typesOf(schema)
  if (types.size > 0) return types
  const seen = typeOfValue(value)
  return new Set(seen === undefined ? [] : [seen])
}

function isDate(schema: JsonSchema | null, value: Json | undefined): boolean {
  const format = schema?.['format']
  if (format === 'date' || format === 'date-time') return true
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d($|[T ]\d\d:\d\d)/.test(value)
}

function isMoney(name: string, value: Json | undefined): boolean {
  if (typeof value === 'string' && !/^-?\d+([.]\d+)?$/.test(value)) return false
  return wordsOf(name).some((word) => MONEY.has(word))
}
