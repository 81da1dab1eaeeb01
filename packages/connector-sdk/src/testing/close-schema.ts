/**
 * Makes an OpenAPI 3.0 schema one that Ajv (JSON Schema 2019-09) compiles and that refuses unknown fields.
 *
 * Six changes: `nullable` becomes a type; boolean `exclusiveMinimum/Maximum` become numbers; unknown types (`float`)
 * become `number`; patterns that JavaScript cannot compile go; `format`, `example`, `discriminator`, `id` go; objects
 * are closed where they are used (`unevaluatedProperties: false`), components themselves stay open, because `allOf`
 * puts them together.
 */
export type AnySchema = { [key: string]: unknown }

export type Resolve = (ref: string) => AnySchema

/** `atUse`: a body, a member, an element; not a component's root nor a branch of allOf, anyOf, oneOf. */
export function closeSchema(schema: unknown, resolve: Resolve, atUse: boolean): AnySchema | boolean {
  if (typeof schema === 'boolean') return schema
  const source = isObject(schema) ? schema : {}
  const closing = atUse && objectKind(source, resolve, new Set()) === 'listed' ? { unevaluatedProperties: false } : {}
  if (typeof source.$ref === 'string') return { $ref: `contract${source.$ref}`, ...closing }
  const out: AnySchema = {}
  for (const [key, value] of Object.entries(source)) {
    const kept = keyword(key, value, resolve)
    if (kept !== undefined) out[key] = kept
  }
  return withNull(source, withBounds(source, { ...out, ...closing }))
}

const NAMED = ['properties', 'patternProperties', 'definitions', '$defs']
const BRANCHES = ['allOf', 'anyOf', 'oneOf']
const KEPT = ['type', 'enum', 'const', 'required', 'minLength', 'maxLength', 'minimum', 'maximum', 'multipleOf']
const KEPT_TOO = ['minItems', 'maxItems', 'uniqueItems', 'minProperties', 'maxProperties']

function keyword(key: string, value: unknown, resolve: Resolve): unknown {
  if (NAMED.includes(key) && isObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, closeSchema(member, resolve, true)]))
  if (BRANCHES.includes(key) && Array.isArray(value)) return value.map((branch) => closeSchema(branch, resolve, false))
  if (key === 'items') return closeSchema(value, resolve, true)
  if (key === 'additionalProperties') return typeof value === 'boolean' ? value : closeSchema(value, resolve, true)
  if (key === 'not') return closeSchema(value, resolve, false)
  if (key === 'pattern') return typeof value === 'string' && compiles(value) ? value : undefined
  if (key === 'type') return knownType(value)
  return KEPT.includes(key) || KEPT_TOO.includes(key) ? value : undefined
}

function knownType(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(knownType)
  const known = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null']
  return typeof value !== 'string' || known.includes(value) ? value : 'number'
}

function withBounds(source: AnySchema, out: AnySchema): AnySchema {
  const { minimum, maximum, ...rest } = out
  const low =
    source.exclusiveMinimum === true ? { exclusiveMinimum: minimum } : minimum === undefined ? {} : { minimum }
  const high =
    source.exclusiveMaximum === true ? { exclusiveMaximum: maximum } : maximum === undefined ? {} : { maximum }
  const numbers = {
    ...(typeof source.exclusiveMinimum === 'number' ? { exclusiveMinimum: source.exclusiveMinimum } : {}),
    ...(typeof source.exclusiveMaximum === 'number' ? { exclusiveMaximum: source.exclusiveMaximum } : {}),
  }
  return { ...rest, ...low, ...high, ...numbers }
}

function withNull(source: AnySchema, out: AnySchema): AnySchema {
  if (source.nullable !== true) return out
  if (out.type === undefined) return Object.keys(out).length === 0 ? out : { anyOf: [out, { type: 'null' }] }
  const types = Array.isArray(out.type) ? out.type : [out.type]
  const values = Array.isArray(out.enum) ? { enum: [...out.enum, null] } : {}
  return { ...out, ...values, type: [...types, 'null'] }
}

/** `listed`: an object with named members; `free`: any members may come; `other`: no object. */
function objectKind(schema: AnySchema, resolve: Resolve, seen: Set<string>): 'listed' | 'free' | 'other' {
  if (typeof schema.$ref === 'string') {
    if (seen.has(schema.$ref)) return 'other'
    return objectKind(resolve(schema.$ref), resolve, new Set([...seen, schema.$ref]))
  }
  const of = (key: string) => asList(schema[key]).map((branch) => objectKind(branch, resolve, seen))
  const choices = [...of('anyOf'), ...of('oneOf')]
  if (choices.includes('free')) return 'free'
  const parts = [...choices, ...of('allOf')]
  if (isObject(schema.properties) || schema.additionalProperties !== undefined || parts.includes('listed'))
    return 'listed'
  if (parts.length > 0) return parts.includes('free') ? 'free' : 'other'
  const mayBeObject = schema.type === undefined || schema.type === 'object'
  return mayBeObject && schema.enum === undefined ? 'free' : 'other'
}

function asList(value: unknown): AnySchema[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}

function isObject(value: unknown): value is AnySchema {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

function compiles(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u')
    return true
  } catch {
    // The vendor's dialect has what JavaScript lacks: the rest of the schema still holds.
    return false
  }
}
