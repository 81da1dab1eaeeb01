import type { JsonSchema } from '@patchbay/connector-sdk/manifest'

/**
 * `unknown`: the schema says nothing about that place, so anything may stand there.
 * `absent`: it names what may stand there, and this is not among it; `key` is the first part that is not. `certain`: nothing
 * can ever stand there; otherwise a vendor may send more than it documents.
 */
export type SchemaLookup =
  | { kind: 'known'; schema: JsonSchema }
  | { kind: 'unknown' }
  | { kind: 'absent'; key: string | number; certain: boolean }

/** What a JSON Schema (2020-12, as zod writes it) says of the value at a path. */
export function schemaAt(root: JsonSchema, path: readonly (string | number)[]): SchemaLookup {
  let here = alternatives(root, root)
  for (const key of path) {
    const next: JsonSchema[] = []
    let certain = true
    for (const schema of here) {
      const child = childOf(schema, key)
      if (child === 'unknown') return { kind: 'unknown' }
      if (child === 'unlisted') certain = false
      else if (child !== 'absent') next.push(...alternatives(root, child))
    }
    if (next.length === 0) return { kind: 'absent', key, certain }
    here = next
  }
  const defs = isRecord(root['$defs']) ? { $defs: root['$defs'] } : {}
  const only = here[0]
  if (only === undefined) return { kind: 'unknown' }
  return { kind: 'known', schema: here.length === 1 ? { ...only, ...defs } : { anyOf: here, ...defs } }
}

/** Whether a value stands at a path each time: `maybe` where the schema makes a part of it optional or lets it be null. */
export function presenceAt(root: JsonSchema, path: readonly (string | number)[]): 'always' | 'maybe' | 'unknown' {
  let here: JsonSchema = root
  for (const [depth, key] of path.entries()) {
    if (typeof key === 'number') return 'unknown'
    const plain = alternatives(root, here)
    if (plain.some((schema) => isOptional(schema, key))) return 'maybe'
    const at = schemaAt(root, path.slice(0, depth + 1))
    if (at.kind !== 'known') return 'unknown'
    const raw = plain.map((schema) => (isRecord(schema['properties']) ? schema['properties'][key] : undefined))
    if (raw.some((schema) => isRecord(schema) && allowsNull(root, schema))) return 'maybe'
    here = at.schema
  }
  return 'always'
}

/** A vendor's schema without any list of what is required says nothing about what is optional. */
function isOptional(schema: JsonSchema, key: string): boolean {
  const required = schema['required']
  return Array.isArray(required) && isRecord(schema['properties']) && !required.includes(key)
}

function allowsNull(root: JsonSchema, schema: JsonSchema): boolean {
  const type = schema['type']
  if (type === 'null' || (Array.isArray(type) && type.includes('null'))) return true
  const target = resolveRef(root, schema['$ref'])
  if (target !== null && target !== schema) return allowsNull(root, target)
  return ['anyOf', 'oneOf'].some((word) => {
    const list = schema[word]
    return Array.isArray(list) && list.filter(isRecord).some((one) => one['type'] === 'null')
  })
}

/** The JSON types a schema allows; empty when it does not say. */
export function typesOf(root: JsonSchema): Set<string> {
  const types = new Set<string>()
  for (const schema of alternatives(root, root)) {
    const type = schema['type']
    if (typeof type === 'string') types.add(type)
    else if (Array.isArray(type)) for (const one of type) types.add(String(one))
    else if ('const' in schema) types.add(typeOfConst(schema['const']))
    else if (Array.isArray(schema['enum'])) for (const one of schema['enum']) types.add(typeOfConst(one))
    else return new Set()
  }
  return types
}

/** Whether nothing but a list can stand there, null aside. */
export function isListOnly(schema: JsonSchema | null): boolean {
  const types = schema === null ? new Set<string>() : typesOf(schema)
  types.delete('null')
  return types.size === 1 && types.has('array')
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function childOf(schema: JsonSchema, key: string | number): JsonSchema | 'unknown' | 'unlisted' | 'absent' {
  const types = typesOf(schema)
  if (typeof key === 'number') {
    if (types.size > 0 && !types.has('array')) return 'absent'
    const prefix = schema['prefixItems']
    const fixed: unknown = Array.isArray(prefix) ? prefix[key] : undefined
    if (isRecord(fixed)) return fixed
    return isRecord(schema['items']) ? schema['items'] : 'unknown'
  }
  if (types.size > 0 && !types.has('object')) return 'absent'
  const properties = schema['properties']
  if (isRecord(properties) && Object.hasOwn(properties, key)) {
    const property = properties[key]
    return isRecord(property) ? property : 'unknown'
  }
  const additional = schema['additionalProperties']
  if (isRecord(additional)) return Object.keys(additional).length === 0 ? 'unknown' : additional
  if (additional === true || isRecord(schema['patternProperties'])) return 'unknown'
  // A schema that lists properties and is silent about others is a vendor's documented shape: a name outside it is worth a look.
  if (additional === false) return 'absent'
  return isRecord(properties) ? 'unlisted' : 'unknown'
}

/** A schema without `$ref`, `anyOf`, `oneOf` and `allOf` at its top; null alternatives are left out. */
function alternatives(root: JsonSchema, schema: JsonSchema, seen: ReadonlySet<unknown> = new Set()): JsonSchema[] {
  if (seen.has(schema)) return []
  const within = new Set(seen).add(schema)
  const target = resolveRef(root, schema['$ref'])
  if (target !== null) return alternatives(root, target, within)
  for (const word of ['anyOf', 'oneOf', 'allOf']) {
    const list = schema[word]
    if (Array.isArray(list)) return list.filter(isRecord).flatMap((one) => alternatives(root, one, within))
  }
  return schema['type'] === 'null' ? [] : [schema]
}

function resolveRef(root: JsonSchema, ref: unknown): JsonSchema | null {
  if (typeof ref !== 'string') return null
  if (ref === '#') return root
  let here: unknown = root
  for (const part of ref.replace(/^#\//, '').split('/')) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    here = isRecord(here) && Object.hasOwn(here, key) ? here[key] : undefined
  }
  return isRecord(here) ? here : null
}

function typeOfConst(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value
}
