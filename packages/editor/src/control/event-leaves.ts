import type { JsonSchema } from '@patchbay/connector-sdk/manifest'
import { keysOf, pathWords, schemaAtPath } from '../mapping/sources.ts'

/** A single value inside an event: `shipment.trackingCode`. */
export type EventLeaf = { path: string; label: string }

const deepest = 4
const most = 120

/** The single values of an event, those that tell one thing from another first. */
export function eventLeaves(schema: JsonSchema | null): EventLeaf[] {
  if (schema === null) return []
  const found: EventLeaf[] = []
  const walk = (here: JsonSchema | null, path: string[]) => {
    if (here === null || path.length > deepest || found.length >= most) return
    const keys = keysOf(here, undefined)
    if (keys.length === 0 && path.length > 0 && isSingle(here))
      found.push({ path: path.join('.'), label: pathWords(path, schema).join(' › ') })
    // A name with a dot in it could not be told from a path.
    for (const key of keys) if (!key.includes('.')) walk(schemaAtPath(here, [key]), [...path, key])
  }
  walk(schema, [])
  return found.toSorted((a, b) => rank(a) - rank(b))
}

function isSingle(schema: JsonSchema): boolean {
  const type: unknown = schema['type']
  return type !== 'array' && type !== 'object' && !(Array.isArray(type) && type.includes('array'))
}

const rank = ({ path }: EventLeaf) => (/(^|\.)(id|number|.*(Id|Number|Code|_id))$/.test(path) ? 0 : 1)
