import { createHash } from 'node:crypto'
import type { Json } from '@patchbay/flow/json'
import { fail } from '../result.ts'
import { anySpelling, anySpellingOfHtml, literal } from './any-spelling.ts'
import { readable, replaceReadable } from './entities.ts'

/**
 * Whom an erasure is about: by e-mail address, or by the id that a vendor knows them under. `also`: within one run, what
 * else it told of them, as their name and street: a label is bought with these and no address of mail.
 */
export type Person = { kind: 'email' | 'id'; value: string; also?: readonly string[] }

export const ERASED = '[erased]'

const EMAIL = /^[^\s@<>"'\\]+@[^\s@<>"'\\]+\.[^\s@<>"'\\]+$/
/** What ids of vendors are made of: `gid://shopify/Customer/7342`, `cus_Nf…`, `7342`. */
const ID = /^[A-Za-z0-9][A-Za-z0-9_:/.@-]{2,199}$/
const MAX_EMAIL = 254
/** A first name as short as this is a word of some language too: it stands only where it is written as one. */
const SHORT = 5

/** The person as they are looked for, or why they cannot be. */
export function readPerson(input: Person) {
  const value = input.value.trim()
  const refuse = (message: string) =>
    fail('invalid', message, { problems: [{ code: 'person', severity: 'error' as const, field: 'value', message }] })
  if (input.kind === 'email') {
    if (value.length > MAX_EMAIL || !EMAIL.test(value))
      return refuse('Give a whole e-mail address, as ada@example.com.')
    return { ok: true as const, value: { kind: input.kind, value: value.toLowerCase() } }
  }
  if (!ID.test(value)) return refuse('Give an id of at least three letters or digits, as the vendor writes it.')
  return { ok: true as const, value: { kind: input.kind, value } }
}

/** Tells two requests for the same person in the same workspace, and nobody who it was. */
export const fingerprintOf = (workspaceId: string, { kind, value }: Person): string =>
  createHash('sha256').update(`${workspaceId} ${kind} ${value}`).digest('hex').slice(0, 16)

/** For a first look in PostgreSQL: what stands wherever the person may be named. */
export const spellingOf = ({ value }: Person): string => anySpellingOfHtml(value)

/** A part of a text that names the person and is not part of a longer name. */
export function patternOf(person: Person): RegExp {
  const spelled = anySpelling(person.value)
  const named =
    person.kind === 'email'
      ? `(?<![A-Za-z0-9._+-])${spelled}(?![A-Za-z0-9-]|\\.[A-Za-z0-9])`
      : `(?<![A-Za-z0-9_-])${spelled}(?![A-Za-z0-9_-])`
  // Longest first: a full name goes whole.
  const told = (person.also ?? [])
    .toSorted((a, b) => b.length - a.length)
    .map((text) => (text.length < SHORT ? `(?-i:${literal(text)})` : literal(text)))
  const all = told.length === 0 ? named : `${named}|(?<![\\p{L}\\p{N}])(?:${told.join('|')})(?![\\p{L}\\p{N}])`
  return new RegExp(all, person.kind === 'email' ? 'giu' : 'gu')
}

/** A number names somebody only where its field says that it is an id: an order of 7342 cents is nobody. */
const ID_FIELD =
  /(^|[^a-z])(id|gid|key|number|no|ref|reference|customer|contact|person|user|buyer|recipient)$|[a-z](Id|Key|Ref|Number)$/

export function namesPerson(pattern: RegExp, person: Person, field: string, value: Json): boolean {
  if (typeof value === 'string') return holds(pattern, value)
  if (typeof value !== 'number' || person.kind !== 'id') return false
  return String(value) === person.value && ID_FIELD.test(field)
}

export function holds(pattern: RegExp, text: string): boolean {
  pattern.lastIndex = 0
  return pattern.test(readable(text))
}

/** A text with the person's name left out. */
export const withoutPerson = (pattern: RegExp, text: string): string => replaceReadable(text, pattern, ERASED)
