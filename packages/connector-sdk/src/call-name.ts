import { createHash } from 'node:crypto'

/**
 * A call inside an action, by its name and by what it asks for: what the same call was answered for another request must
 * not serve this one. The order of names does not count, because a database gives them back in its own.
 */
export function callName(name: string, request: unknown): string {
  const text = JSON.stringify(request ?? null, (_name, value: unknown) => (isRecord(value) ? sorted(value) : value))
  return `${name}-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

const sorted = (value: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
