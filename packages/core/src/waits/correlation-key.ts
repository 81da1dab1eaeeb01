import { createHash } from 'node:crypto'
import type { Json } from '@patchbay/flow/json'

/** The value at a path of dots; a number picks from a list. Null where there is none. */
export function valueAt(output: Json, path: string): Json {
  let at: Json | undefined = output
  for (const part of path.split('.')) {
    if (at === null || typeof at !== 'object') return null
    at = Array.isArray(at) ? at[Number(part)] : Object.hasOwn(at, part) ? at[part] : undefined
    if (at === undefined) return null
  }
  return at
}

/** As an event and a run must agree on it; null for what tells nothing apart. A number and its digits are the same. */
export function keyTextOf(value: Json): string | null {
  if (typeof value === 'object') return null
  return String(value).trim() || null
}

export const hashKey = (text: string): Buffer => createHash('sha256').update(text).digest()
