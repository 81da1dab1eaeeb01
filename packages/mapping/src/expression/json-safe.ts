import type { Json, JsonObject } from '@patchbay/flow/json'
import { BudgetError } from './budget-error.ts'

const MAX_DEPTH = 100

/**
 * A plain JSON copy of what JSONata gave: no undefined, no functions, no flags on its sequences, no `__proto__`.
 * Undefined means the expression found nothing. Throws a BudgetError past `maxBytes` (characters of JSON, about).
 */
export function toJsonSafe(value: unknown, maxBytes: number): Json | undefined {
  let left = maxBytes
  const spend = (bytes: number) => {
    left -= bytes
    if (left < 0) throw new BudgetError(`The result is larger than ${sizeWords(maxBytes)}.`)
  }
  const copy = (from: unknown, depth: number): Json | undefined => {
    if (depth > MAX_DEPTH) throw new BudgetError(`The result is nested more than ${MAX_DEPTH} levels deep.`)
    if (typeof from === 'string') {
      spend(from.length + 2)
      return from
    }
    spend(4)
    if (from === null || typeof from === 'boolean') return from
    if (typeof from === 'number') return Number.isFinite(from) ? from : null
    if (Array.isArray(from)) return from.map((item) => copy(item, depth + 1) ?? null)
    if (typeof from === 'object') return isFunction(from) ? undefined : copyObject(from, depth)
    return undefined
  }
  const copyObject = (from: object, depth: number): JsonObject => {
    const result: JsonObject = {}
    for (const [key, item] of Object.entries(from)) {
      if (key === '__proto__') continue
      const safe = copy(item, depth + 1)
      if (safe === undefined) continue
      spend(key.length + 4)
      result[key] = safe
    }
    return result
  }
  return copy(value, 0)
}

/** JSONata's own functions and lambdas are objects. */
function isFunction(value: object): boolean {
  return '_jsonata_function' in value || '_jsonata_lambda' in value
}

const sizeWords = (bytes: number): string => (bytes >= 1_000_000 ? `${bytes / 1_000_000} MB` : `${bytes} bytes`)
