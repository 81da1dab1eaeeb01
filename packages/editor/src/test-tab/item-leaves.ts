import type { JsonSchema } from '@patchbay/connector-sdk/manifest'
import type { Json } from '@patchbay/flow/json'
import { labelOf } from '../mapping/label-of.ts'
import { schemaAtPath } from '../mapping/sources.ts'

export type Leaf = { path: readonly (string | number)[]; label: string; value: string | number | boolean | null }

const MAX_DEPTH = 3
/** Of a list the first items stand for the rest. */
const MAX_ITEMS = 2
const MAX_LEAVES = 60

/** The single values of an event that a form can show, in their order. */
export function leavesOf(item: Json, schema: JsonSchema | null = null): Leaf[] {
  const leaves: Omit<Leaf, 'label'>[] = []
  collect(item, [], leaves)
  return leaves.slice(0, MAX_LEAVES).map((leaf) => ({ ...leaf, label: wordsOf(leaf.path, schema) }))
}

function collect(value: Json, path: Leaf['path'], leaves: Omit<Leaf, 'label'>[]): void {
  if (value === null || typeof value !== 'object') {
    if (path.length > 0) leaves.push({ path, value })
    return
  }
  if (path.length >= MAX_DEPTH) return
  const members: [string | number, Json][] = Array.isArray(value)
    ? value.slice(0, MAX_ITEMS).map((one, index) => [index, one])
    : Object.entries(value)
  for (const [name, member] of members) collect(member, [...path, name], leaves)
}

const wordsOf = (path: Leaf['path'], schema: JsonSchema | null): string =>
  path
    .map((part, index) =>
      typeof part === 'number' ? String(part + 1) : labelOf(part, schemaAtPath(schema, path.slice(0, index + 1))),
    )
    .join(' › ')

/** A copy of an event with one value changed. */
export function withLeaf(item: Json, path: Leaf['path'], value: Json): Json {
  const [name, ...rest] = path
  if (name === undefined) return value
  if (Array.isArray(item)) return item.map((one, index) => (index === name ? withLeaf(one, rest, value) : one))
  if (item === null || typeof item !== 'object') return item
  return Object.fromEntries(
    Object.entries(item).map(([key, member]) => [key, key === name ? withLeaf(member, rest, value) : member]),
  )
}
