import type { Json } from '@patchbay/flow/json'
import { humanise } from '../mapping/names.ts'

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
  labels: Readonly<Record<string, string>>
  isOpen: (path: string, depth: number) => boolean
}

/** More of a list than this is not read row by row. */
const MAX_ITEMS = 100

/** The lines of a value that are to be seen, in order. */
export function treeRows(value: Json, options: TreeOptions): TreeRow[] {
  const rows: TreeRow[] = []
  for (const [name, member] of membersOf(value)) add(rows, { name, value: member, depth: 0, parent: null }, options)
  return rows
}

type Place = { name: string; value: Json; depth: number; parent: string | null }

function add(rows: TreeRow[], { name, value, depth, parent }: Place, options: TreeOptions): void {
  const path = parent === null ? name : `${parent}.${name}`
  const members = membersOf(value)
  const open = members.length === 0 ? null : options.isOpen(path, depth)
  const label = (depth === 0 ? options.labels[name] : undefined) ?? (/^\d+$/.test(name) ? name : humanise(name))
  rows.push({ path, parent, depth, name, label, value, open })
  if (open !== true) return
  for (const [inner, member] of members)
    add(rows, { name: inner, value: member, depth: depth + 1, parent: path }, options)
}

/** Positions in a list are counted from 1, as people do. */
function membersOf(value: Json): [string, Json][] {
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item, index) => [String(index + 1), item])
  return value === null || typeof value !== 'object' ? [] : Object.entries(value)
}
