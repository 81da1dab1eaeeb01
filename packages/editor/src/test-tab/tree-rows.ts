import type { JsonSchema } from '@patchbay/connector-sdk/manifest'
import type { Json } from '@patchbay/flow/json'
import { labelOf } from '../mapping/label-of.ts'
import { schemaAtPath } from '../mapping/sources.ts'

export type TreeRow = {
  /** Unique in the tree. */
  path: string
  parent: string | null
  depth: number
  name: string
  label: string
  value: Json
  /** Null for what holds nothing. */
  open: boolean | null
}

export type TreeOptions = {
  /** What is known of the value, for its names in its app's words. */
  schema: JsonSchema | null
  isOpen: (path: string, depth: number) => boolean
}

/** More of a list than this is not read row by row. */
const MAX_ITEMS = 100

/** The lines of a value that are to be seen, in order. */
export function treeRows(value: Json, options: TreeOptions): TreeRow[] {
  const rows: TreeRow[] = []
  const { schema } = options
  for (const [name, member] of membersOf(value))
    add(rows, { name, value: member, depth: 0, parent: null, around: schema }, options)
  return rows
}

type Place = { name: string; value: Json; depth: number; parent: string | null; around: JsonSchema | null }

function add(rows: TreeRow[], { name, value, depth, parent, around }: Place, options: TreeOptions): void {
  const path = parent === null ? name : `${parent}.${name}`
  const members = membersOf(value)
  const open = members.length === 0 ? null : options.isOpen(path, depth)
  const isPlace = /^\d+$/.test(name)
  const schema = schemaAtPath(around, [isPlace ? Number(name) : name])
  const label = isPlace ? name : labelOf(name, schema)
  rows.push({ path, parent, depth, name, label, value, open })
  if (open !== true) return
  for (const [inner, member] of members)
    add(rows, { name: inner, value: member, depth: depth + 1, parent: path, around: schema }, options)
}

/** Positions in a list are counted from 1, as people do. */
function membersOf(value: Json): [string, Json][] {
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item, index) => [String(index + 1), item])
  return value === null || typeof value !== 'object' ? [] : Object.entries(value)
}
