import type { Json, JsonObject } from './json.ts'

/**
 * The JSON Schema of values that were seen: a member that some objects lack is not required, a value that was null once may
 * be null. It says what was seen and closes nothing: `additionalProperties` stays open.
 */
export function sampleSchema(values: readonly Json[]): JsonObject {
  const kinds = new Map<string, Json[]>()
  for (const value of values) {
    const kind = kindOf(value)
    kinds.set(kind, [...(kinds.get(kind) ?? []), value])
  }
  // A list of whole and broken numbers is a list of numbers.
  const whole = kinds.get('integer')
  const broken = kinds.get('number')
  if (whole !== undefined && broken !== undefined) kinds.delete('integer')
  const ways = [...kinds].map(([kind, seen]) => ofKind(kind, seen))
  const [only] = ways
  if (only === undefined) return {}
  return ways.length === 1 ? only : { anyOf: ways }
}

function ofKind(kind: string, seen: readonly Json[]): JsonObject {
  if (kind === 'array') {
    const elements = seen.flatMap((value) => (Array.isArray(value) ? value : []))
    return elements.length === 0 ? { type: 'array' } : { type: 'array', items: sampleSchema(elements) }
  }
  if (kind !== 'object') return { type: kind }
  const objects = seen.filter(isObject)
  const names = [...new Set(objects.flatMap((value) => Object.keys(value)))]
  const withName = (name: string) => objects.filter((value) => Object.hasOwn(value, name))
  const properties = Object.fromEntries(
    names.map((name) => [name, sampleSchema(withName(name).map((value) => value[name] ?? null))]),
  )
  const required = names.filter((name) => withName(name).length === objects.length)
  return { type: 'object', properties, required, additionalProperties: true }
}

function kindOf(value: Json): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'integer' : 'number'
  return typeof value
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
