import type { Json } from '@patchbay/flow/json'
import type { Reference } from '@patchbay/flow/mapping'
import type { Scope } from './scope.ts'

/** The value a reference names, or undefined when there is none. Only own properties count. */
export function resolveReference(ref: Reference, scope: Scope): Json | undefined {
  let value = rootOf(ref, scope)
  for (const part of ref.path) value = child(value, part)
  return value
}

/** `Order paid › shipping_address › phone`; positions count from 1, as people do. */
export function referenceWords(ref: Reference, scope: Scope): string {
  const path = ref.path.map((part) => (typeof part === 'number' ? `item ${part + 1}` : part))
  return [rootWords(ref.from, scope), ...path].join(' › ')
}

function rootOf(ref: Reference, scope: Scope): Json | undefined {
  if (ref.from === 'item') return scope.item
  if (ref.from === 'run') return scope.run
  if (ref.from === 'workspace') return scope.workspace
  const own = (record: Record<string, Json> | undefined) =>
    record && Object.hasOwn(record, ref.from) ? record[ref.from] : undefined
  return own(scope.loops) ?? own(scope.steps)
}

function child(value: Json | undefined, part: string | number): Json | undefined {
  if (value === null || typeof value !== 'object') return undefined
  if (Array.isArray(value)) return typeof part === 'number' ? value.at(part) : undefined
  return Object.hasOwn(value, part) ? value[part] : undefined
}

function rootWords(from: string, scope: Scope): string {
  if (from === 'item') return 'List item'
  if (from === 'run') return 'Run'
  if (from === 'workspace') return 'Workspace'
  return scope.stepNames?.[from] ?? from
}
