import type { Json } from '@patchbay/flow/json'
import { type Person, patternOf, withoutPerson } from './person.ts'

/** Sentences of ours without the person's name; null when they do not hold it. */
export function eraseWords(value: Json, person: Person): Json | null {
  const pattern = patternOf(person)
  const erased = cut(value, pattern)
  return JSON.stringify(erased) === JSON.stringify(value) ? null : erased
}

function cut(value: Json, pattern: RegExp): Json {
  if (typeof value === 'string') return withoutPerson(pattern, value)
  if (Array.isArray(value)) return value.map((one) => cut(one, pattern))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, cut(one, pattern)]))
}
