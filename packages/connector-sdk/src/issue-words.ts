import type { z } from 'zod'

type Issue = z.core.$ZodRawIssue

/**
 * What is wrong with a value, in words that follow its name: "is empty", "must be a number, not text". For the `error` of
 * zod's parse functions; a schema that words an issue itself is left to. Undefined: zod's own words.
 */
export function issueWords(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'is missing'
      return `must be ${typeWords(issue.expected)}, not ${typeWords(typeOf(issue.input))}`
    case 'too_small':
      return tooSmall(issue)
    case 'too_big':
      return tooBig(issue)
    case 'invalid_format':
      return FORMATS[issue.format] ?? 'does not have the form it must have'
    case 'invalid_value':
      return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`
    case 'unrecognized_keys':
      return `has fields that nobody knows: ${issue.keys.join(', ')}`
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`
    case 'invalid_union':
      return 'has none of the forms it may have'
    default:
      return undefined
  }
}

/** Where in a value: "entry 1", "“sku” of entry 1 of “lines”". Empty for the value itself. */
export const placeWords = (path: readonly PropertyKey[]): string =>
  path
    .map((step) => (typeof step === 'number' ? `entry ${step + 1}` : `“${String(step)}”`))
    .toReversed()
    .join(' of ')

function tooSmall({ origin, minimum, inclusive, exact }: Extract<Issue, { code: 'too_small' }>): string {
  const unit = UNITS[origin]
  if (unit === undefined) return `must be ${inclusive === false ? `more than ${minimum}` : `${minimum} or more`}`
  if (!exact && Number(minimum) === 1) return 'is empty'
  return `must have ${exact ? '' : 'at least '}${minimum} ${unit}`
}

function tooBig({ origin, maximum, inclusive, exact }: Extract<Issue, { code: 'too_big' }>): string {
  const unit = UNITS[origin]
  if (unit === undefined) return `must be ${inclusive === false ? `less than ${maximum}` : `${maximum} or less`}`
  return exact ? `must have ${maximum} ${unit}` : `may have ${maximum} ${unit} at most`
}

const UNITS: Record<string, string> = { string: 'characters', array: 'entries', set: 'entries', map: 'fields' }

const TYPES: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  integer: 'a whole number',
  boolean: 'yes or no',
  array: 'a list',
  object: 'a group of fields',
  record: 'a group of fields',
  null: 'empty',
}

const FORMATS: Record<string, string> = {
  email: 'is no e-mail address',
  url: 'is no web address',
  date: 'is no date like 2026-01-31',
  datetime: 'is no time like 2026-01-31T09:30:00Z',
  time: 'is no time of day like 09:30:00',
  uuid: 'is no id of the form 01a200e8-416f-7089-8efc-803e75b37067',
  e164: 'is no telephone number like +46701234567',
}

/** A type of JSON Schema or of zod, as people call it. */
export const typeWords = (type: string): string => TYPES[type] ?? type

/** By JSON Schema's names; "number" for a whole one, too. */
export function typeOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}
