export type JsonLike = string | number | boolean | null | readonly JsonLike[] | { readonly [key: string]: JsonLike }

export type JsonType = 'text' | 'number' | 'boolean' | 'nothing' | 'list' | 'object'

/** One visible line of a tree. `path` is its identity: keys joined as JSON. */
export type JsonRow = {
  path: string
  parent: string | null
  depth: number
  name: string
  type: JsonType
  /** Of a list or an object: how many are inside. */
  size: number | null
  open: boolean
  /** What stands in the line: the value, or a word of how much is inside. */
  text: string
  value: JsonLike
  position: number
  siblings: number
  /** A line that stands for those not shown. */
  more?: number
}

/** How many children of one list or object are shown before "and 900 more". */
export const shownAtOnce = 100

function jsonType(value: JsonLike): JsonType {
  if (value === null) return 'nothing'
  if (isList(value)) return 'list'
  if (typeof value === 'object') return 'object'
  return typeof value === 'string' ? 'text' : typeof value === 'number' ? 'number' : 'boolean'
}

/** The lines of a value with these paths open. The root itself is no line unless it is a plain value. */
export function jsonRows(
  value: JsonLike,
  isOpen: (path: string, depth: number) => boolean,
  all: ReadonlySet<string>,
): JsonRow[] {
  const rows: JsonRow[] = []
  const children = childrenOf(value)
  if (children === null)
    return [rowOf({ value, name: '', keys: [], parent: null, depth: 0, position: 1, siblings: 1, open: false })]
  addChildren(rows, { children, keys: [], parent: null, depth: 0 }, isOpen, all)
  return rows
}

type Group = { children: [string, JsonLike][]; keys: string[]; parent: string | null; depth: number }

function addChildren(
  rows: JsonRow[],
  group: Group,
  isOpen: (path: string, depth: number) => boolean,
  all: ReadonlySet<string>,
) {
  const { children, parent, depth } = group
  const limit = all.has(parent ?? '') ? children.length : shownAtOnce
  children.slice(0, limit).forEach(([name, value], index) => {
    const keys = [...group.keys, name]
    const path = JSON.stringify(keys)
    const inside = childrenOf(value)
    const open = inside !== null && inside.length > 0 && isOpen(path, depth)
    rows.push(rowOf({ value, name, keys, parent, depth, position: index + 1, siblings: children.length, open }))
    if (open) addChildren(rows, { children: inside, keys, parent: path, depth: depth + 1 }, isOpen, all)
  })
  const more = children.length - limit
  if (more <= 0) return
  const row = rowOf({
    value: null,
    name: '',
    keys: [...group.keys, '\u0000more'],
    parent,
    depth,
    position: limit + 1,
    siblings: children.length,
    open: false,
  })
  rows.push({ ...row, more, text: `${more.toLocaleString('en-GB')} more` })
}

type RowParts = {
  value: JsonLike
  name: string
  keys: string[]
  parent: string | null
  depth: number
  position: number
  siblings: number
  open: boolean
}

function rowOf({ keys, ...parts }: RowParts): JsonRow {
  const inside = childrenOf(parts.value)
  const type = jsonType(parts.value)
  return {
    ...parts,
    path: JSON.stringify(keys),
    type,
    size: inside === null ? null : inside.length,
    text: textOf(parts.value, type, inside?.length ?? 0),
  }
}

function textOf(value: JsonLike, type: JsonType, size: number): string {
  if (type === 'list') return size === 1 ? '1 item' : `${size.toLocaleString('en-GB')} items`
  if (type === 'object') return size === 1 ? '1 field' : `${size.toLocaleString('en-GB')} fields`
  if (type === 'text') return value === '' ? 'empty text' : String(value)
  return type === 'nothing' ? 'nothing' : String(value)
}

function childrenOf(value: JsonLike): [string, JsonLike][] | null {
  if (value === null || typeof value !== 'object') return null
  return isList(value) ? value.map((item, index) => [String(index + 1), item]) : Object.entries(value)
}

const isList = (value: JsonLike): value is readonly JsonLike[] => Array.isArray(value)
