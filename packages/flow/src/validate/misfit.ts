import type { JsonSchema } from '@patchbay/connector-sdk/manifest'
import { isRecord, schemaAt, typesOf } from '../schema-at.ts'
import { couldFit, listOf } from './check-value.ts'

/** `certain`: no value could pass. `why` follows the label of the place: "takes a number, and … is text". */
export type Misfit = { certain: boolean; why: string; mend: string }

/** Vendors' objects hold one another: deeper than this nothing is told apart any more. */
const MAX_DEPTH = 4

/** Formats of text that have no value in common. */
const DISTINCT_FORMATS = new Set(['email', 'uri', 'uuid', 'date', 'time', 'date-time', 'ipv4', 'ipv6'])

/** Why what a source gives does not fit where it goes; null when it fits, or when too little is known to say. */
export function misfit(takes: JsonSchema, gives: JsonSchema): Misfit | null {
  return misfitAt({ takes, gives }, [])
}

type Sides = { takes: JsonSchema; gives: JsonSchema }

function misfitAt(sides: Sides, path: readonly string[]): Misfit | null {
  if (path.length > MAX_DEPTH) return null
  const types = typeMisfit(sides, path)
  if (types !== null) return types
  const takenTypes = typesOf(sides.takes)
  const givenTypes = typesOf(sides.gives)
  if (takenTypes.has('array') && givenTypes.has('array')) return elementMisfit(sides, path)
  if (takenTypes.has('object') && givenTypes.has('object')) return memberMisfit(sides, path)
  return valuesMisfit(sides, path) ?? formatMisfit(sides, path)
}

function typeMisfit({ takes, gives }: Sides, path: readonly string[]): Misfit | null {
  const taken = typesOf(takes)
  const given = withoutNull(typesOf(gives))
  if (taken.size === 0 || given.size === 0) return null
  const isSmall = ![...given].some((type) => type === 'array' || type === 'object')
  const mend =
    taken.has('string') && isSmall
      ? 'Choose Text to write it as text'
      : given.has('array') && !taken.has('array')
        ? 'Choose one value of the list, or join it'
        : 'Map another value'
  if (!couldFit(taken, given))
    return { certain: true, why: `takes ${listOf(taken)}, and ${subject(path)} is ${listOf(given)}`, mend }
  const odd = new Set([...given].filter((type) => !couldFit(taken, new Set([type]))))
  if (odd.size === 0) return null
  return { certain: false, why: `takes ${listOf(taken)}, and ${subject(path)} is sometimes ${listOf(odd)}`, mend }
}

function elementMisfit({ takes, gives }: Sides, path: readonly string[]): Misfit | null {
  const taken = schemaAt(takes, [0])
  const given = schemaAt(gives, [0])
  if (taken.kind !== 'known' || given.kind !== 'known') return null
  return misfitAt({ takes: taken.schema, gives: given.schema }, [...path, 'each item'])
}

function memberMisfit({ takes, gives }: Sides, path: readonly string[]): Misfit | null {
  let doubt: Misfit | null = null
  for (const name of Object.keys(membersOf(takes))) {
    const taken = schemaAt(takes, [name])
    const given = schemaAt(gives, [name])
    if (given.kind === 'absent' && given.certain && requiredOf(takes).includes(name)) {
      const why = `needs “${[...path, name].join(' › ')}”, which ${subject(path)} does not have`
      return { certain: true, why, mend: 'Map its fields one by one' }
    }
    if (taken.kind !== 'known' || given.kind !== 'known') continue
    const found = misfitAt({ takes: taken.schema, gives: given.schema }, [...path, name])
    if (found?.certain) return found
    doubt ??= found
  }
  return doubt
}

function valuesMisfit({ takes, gives }: Sides, path: readonly string[]): Misfit | null {
  const taken = choicesOf(takes)
  const given = choicesOf(gives)
  if (taken === null || given === null) return null
  const refused = given.filter((value) => !taken.includes(value))
  if (refused.length === 0) return null
  const mend = 'Choose Value map and say what each becomes'
  if (refused.length === given.length)
    return { certain: true, why: `takes ${quoted(taken)}, and ${subject(path)} is ${quoted(given)}`, mend }
  return { certain: false, why: `does not take ${quoted(refused)}, which ${subject(path)} can be`, mend }
}

function formatMisfit({ takes, gives }: Sides, path: readonly string[]): Misfit | null {
  const taken = takes['format']
  const given = gives['format']
  if (typeof taken !== 'string' || typeof given !== 'string' || taken === given) return null
  if (!DISTINCT_FORMATS.has(taken) || !DISTINCT_FORMATS.has(given)) return null
  const why = `takes ${formatWords(taken)}, and ${subject(path)} is ${formatWords(given)}`
  return { certain: true, why, mend: 'Map another value' }
}

const subject = (path: readonly string[]) => (path.length === 0 ? 'what is mapped to it' : `“${path.join(' › ')}”`)

const withoutNull = (types: ReadonlySet<string>) => new Set([...types].filter((type) => type !== 'null'))

function membersOf(schema: JsonSchema): Record<string, unknown> {
  return isRecord(schema['properties']) ? schema['properties'] : {}
}

/** Names that a plain object schema requires; none for unions, where it depends on which is meant. */
export function requiredOf(schema: JsonSchema): string[] {
  const required = schema['required']
  if (!Array.isArray(required) || !isRecord(schema['properties'])) return []
  return required.filter((name) => typeof name === 'string')
}

/** The values that a schema lists; null when it lists none. */
export function choicesOf(schema: JsonSchema): unknown[] | null {
  if ('const' in schema) return [schema['const']]
  if (Array.isArray(schema['enum'])) return schema['enum']
  const ways = schema['anyOf'] ?? schema['oneOf']
  if (!Array.isArray(ways)) return null
  const lists = ways.filter(isRecord).map(choicesOf)
  return lists.length === 0 || lists.some((list) => list === null) ? null : lists.flatMap((list) => list ?? [])
}

function quoted(values: readonly unknown[]): string {
  const shown = values.slice(0, 4).map((value) => `“${String(value)}”`)
  return values.length > shown.length ? `${shown.join(', ')} and others` : shown.join(' or ')
}

function formatWords(format: string): string {
  const words: Record<string, string> = {
    email: 'an e-mail address',
    uri: 'a web address',
    uuid: 'an id',
    date: 'a day',
    time: 'a time of day',
    'date-time': 'a date with a time',
  }
  return words[format] ?? format
}
