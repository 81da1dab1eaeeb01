import type { JsonSchema } from '@patchbay/connector-sdk/manifest'
import { humanise } from './names.ts'

/** What a value is called: as its app says ("Order number" for Shopify's `name`), or by its name in words. */
export function labelOf(name: string, schema: JsonSchema | null): string {
  return textIn(schema, 'title') ?? humanise(name)
}

/** What else its app says of it, for searches; empty where it says nothing. */
export function hintOf(schema: JsonSchema | null): string {
  return textIn(schema, 'description') ?? ''
}

/** A value that may be empty is written as one of several; its words stand at one of them. */
function textIn(schema: JsonSchema | null, key: 'title' | 'description'): string | null {
  if (schema === null) return null
  const own = schema[key]
  if (typeof own === 'string' && own !== '') return own
  const alternatives = Array.isArray(schema['anyOf']) ? schema['anyOf'] : []
  for (const one of alternatives) {
    const said: unknown = one === null || typeof one !== 'object' ? undefined : Reflect.get(one, key)
    if (typeof said === 'string' && said !== '') return said
  }
  return null
}
