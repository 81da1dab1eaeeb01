import { issueWords, type JsonSchema, placeWords, typeOf, typeWords } from '@patchbay/connector-sdk/manifest'
import { z } from 'zod'
import type { Json } from '../json.ts'
import { typesOf } from '../schema-at.ts'

/** What a fixed value is not, in words that follow its label: "must be a number, not text". Null when it fits. */
export function checkValue(schema: JsonSchema, value: Json): string | null {
  const parsed = readerOf(schema)?.safeParse(value, { error: issueWords })
  if (parsed === undefined || parsed.success) return null
  const types = typesOf(schema)
  if (types.size > 0 && !fits(types, value)) return `must be ${listOf(types)}, not ${typeWords(typeOf(value))}`
  const issue = parsed.error.issues[0]
  if (issue === undefined) return 'does not fit'
  const message = issue.message.replace(/\.$/, '')
  return issue.path.length === 0 ? message : `does not fit: ${placeWords(issue.path)} ${message}`
}

/**
 * Of the types a place takes and those a source gives: whether any value could pass. An empty set means any. Nothing turns
 * numbers into text on the way: the connector would refuse the value.
 */
export function couldFit(takes: ReadonlySet<string>, gives: ReadonlySet<string>): boolean {
  if (takes.size === 0 || gives.size === 0) return true
  const isNumber = (type: string) => type === 'number' || type === 'integer'
  return [...gives].some((type) => takes.has(type) || (isNumber(type) && [...takes].some(isNumber)))
}

export function listOf(types: ReadonlySet<string>): string {
  const names = [...types].filter((type) => type !== 'null').map(typeWords)
  return [...new Set(names)].join(' or ') || 'empty'
}

const readers = new WeakMap<JsonSchema, { schema: z.ZodType | undefined }>()

function readerOf(schema: JsonSchema): z.ZodType | undefined {
  const known = readers.get(schema)
  if (known !== undefined) return known.schema
  const made = { schema: makeReader(schema) }
  readers.set(schema, made)
  return made.schema
}

function makeReader(schema: JsonSchema): z.ZodType | undefined {
  try {
    return z.fromJSONSchema(schema)
  } catch {
    // A vendor's schema may use words that zod does not know. The connector checks its input once more when it runs.
    return undefined
  }
}

function fits(types: ReadonlySet<string>, value: Json): boolean {
  const type = typeOf(value)
  return types.has(type) || (type === 'number' && types.has('integer'))
}
