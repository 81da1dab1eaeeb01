import type { JsonSchema } from '@patchbay/connector-sdk/manifest'
import type { Json, JsonObject } from '@patchbay/flow/json'

const MAX_DEPTH = 6

/**
 * A made-up value of a JSON Schema: what the schema gives as an example, or else something that looks like what its
 * name says. Optional members are there too, so that everything can be picked.
 */
export function exampleOf(schema: JsonSchema, now: Date): Json {
  return build(schema, { name: '', around: '', depth: 0, now, root: schema })
}

/** `around`: the name of what it stands in. */
type Place = { name: string; around: string; depth: number; now: Date; root: JsonSchema }

/** Of an ordinary thing these are empty. */
const USUALLY_EMPTY = /cancel|closed|delete|error|fail|refund/i

function build(schema: JsonSchema, place: Place): Json {
  const given = givenBy(schema)
  if (given !== undefined) return given
  if (USUALLY_EMPTY.test(place.name) && mayBeNull(schema)) return null
  const inner = chosenOf(schema, place.root)
  if (inner !== null) return build(inner, place)
  const type = typeOf(schema)
  if (type === 'object') return objectOf(schema, place)
  if (type === 'array') {
    const items = asSchema(schema['items'])
    return items === null || place.depth >= MAX_DEPTH ? [] : [build(items, { ...place, depth: place.depth + 1 })]
  }
  if (type === 'number' || type === 'integer') return numberFor(place.name, schema)
  if (type === 'boolean') return true
  if (type === 'null') return null
  return textFor(place, schema)
}

function objectOf(schema: JsonSchema, place: Place): JsonObject {
  if (place.depth >= MAX_DEPTH) return {}
  const properties = Object.entries(Object(schema['properties']))
  return Object.fromEntries(
    properties.map(([name, member]): [string, Json] => [
      name,
      build(asSchema(member) ?? {}, { ...place, name, around: place.name, depth: place.depth + 1 }),
    ]),
  )
}

function givenBy(schema: JsonSchema): Json | undefined {
  const { examples, default: fallback, const: only, enum: choices } = schema
  if (Array.isArray(examples) && examples.length > 0) return asJson(examples[0])
  if (only !== undefined) return asJson(only)
  if (fallback !== undefined) return asJson(fallback)
  return Array.isArray(choices) && choices.length > 0 ? asJson(choices[0]) : undefined
}

/** The first of several that is not just "nothing", or what a reference stands for. */
function chosenOf(schema: JsonSchema, root: JsonSchema): JsonSchema | null {
  const options = [schema['anyOf'], schema['oneOf'], schema['allOf']].find(Array.isArray)
  if (options !== undefined) return options.map(asSchema).find((one) => one !== null && typeOf(one) !== 'null') ?? null
  const reference = schema['$ref']
  if (typeof reference !== 'string' || !reference.startsWith('#/$defs/')) return null
  return asSchema(Reflect.get(Object(root['$defs']), reference.slice('#/$defs/'.length)))
}

function typeOf(schema: JsonSchema): string {
  const { type } = schema
  if (Array.isArray(type)) return String(type.find((one) => one !== 'null') ?? 'null')
  if (typeof type === 'string') return type
  return 'properties' in schema ? 'object' : 'items' in schema ? 'array' : 'string'
}

const mayBeNull = (schema: JsonSchema): boolean => {
  const { type, anyOf } = schema
  if (Array.isArray(type)) return type.includes('null')
  return Array.isArray(anyOf) && anyOf.some((one) => asSchema(one)?.['type'] === 'null')
}

const NUMBERS: [RegExp, number][] = [
  [/quantity|count|^n$/i, 2],
  [/grams|weight/i, 420],
  [/price|amount|total|cents/i, 12000],
  [/id$/i, 1042],
]

function numberFor(name: string, schema: JsonSchema): number {
  const found = NUMBERS.find(([pattern]) => pattern.test(name))?.[1] ?? 1
  const least = schema['minimum']
  return typeof least === 'number' && found < least ? least : found
}

const TEXTS: [RegExp, string][] = [
  [/e_?mail/i, 'ilka.varro@example.com'],
  [/first_?name/i, 'Ilka'],
  [/last_?name/i, 'Varro'],
  [/phone/i, '+46 70 000 14 52'],
  [/company/i, 'Varro Ceramics'],
  [/(address_?1|street)/i, '14 Harbour Lane'],
  [/(address_?2)/i, '2nd floor'],
  [/city/i, 'Malmö'],
  [/province|state_?code/i, 'M'],
  [/zip|postcode|postal/i, '214 50'],
  [/country/i, 'SE'],
  [/currency/i, 'SEK'],
  [/(price|amount|total)/i, '120.00'],
  [/sku/i, 'MUG-STONE'],
  [/(tracking_?(code|number))/i, 'SBX 0010 4821 77'],
  [/(url|link)$/i, 'https://example.com/1042'],
  [/title/i, 'Stoneware mug'],
  [/financial_?status/i, 'paid'],
  [/status/i, 'open'],
  [/gid|graphql/i, 'gid://example/1042'],
  [/(^|_)id$|Id$/, '1042'],
  [/^name$/i, '#1042'],
  [/name/i, 'Ilka Varro'],
]

function textFor({ name, around, now }: Place, schema: JsonSchema): string {
  const { format } = schema
  if (format === 'date-time' || /(_at|At|_on|^date|until|scheduledFor|time)$/.test(name)) return now.toISOString()
  if (format === 'date') return now.toISOString().slice(0, 10)
  if (format === 'email') return 'ilka.varro@example.com'
  if (format === 'uri') return 'https://example.com/1042'
  if (name === 'name' && /address|customer|person|contact/i.test(around)) return 'Ilka Varro'
  return TEXTS.find(([pattern]) => pattern.test(name))?.[1] ?? 'Text'
}

const asSchema = (value: unknown): JsonSchema | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : null

const asJson = (value: unknown): Json => JSON.parse(JSON.stringify(value ?? null))
