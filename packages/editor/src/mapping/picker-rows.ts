import type { Reference } from '@patchbay/flow/mapping'
import { hintOf } from './label-of.ts'
import { wordsOf } from './names.ts'
import type { SourceNode, SourceRoot, Sources } from './sources.ts'

/** One line of the picker, in the order they stand. */
export type PickerRow =
  | { kind: 'root'; key: string; root: SourceRoot; isOpen: boolean }
  | {
      kind: 'value'
      key: string
      root: SourceRoot
      node: SourceNode
      level: number
      isOpen: boolean | null
      isHit: boolean
    }

const MOST_FOUND = 200

/** What is to be seen: the open branches, or everything that a search finds with the groups around it. */
export function pickerRows(sources: Sources, open: ReadonlySet<string>, search: string): PickerRow[] {
  const asked = wordsOf(search)
  const rows: PickerRow[] = []
  for (const root of sources.roots) {
    const inside = asked.length === 0 ? openRows(root, root.children, { open, level: 2 }) : foundRows(root, asked)
    if (asked.length > 0 && inside.length === 0) continue
    const isOpen = asked.length > 0 || open.has(root.key)
    rows.push({ kind: 'root', key: root.key, root, isOpen })
    if (isOpen) rows.push(...inside)
    if (rows.length > MOST_FOUND && asked.length > 0) break
  }
  return rows
}

/** What is open at first: the first two sources, and the groups that hold what is suggested. */
export function firstOpen(sources: Sources, suggested: readonly SourceNode[]): Set<string> {
  const open = new Set(sources.roots.slice(0, 2).map(({ key }) => key))
  for (const { ref } of suggested)
    for (let length = 0; length < ref.path.length; length += 1)
      open.add(JSON.stringify([ref.from, ...ref.path.slice(0, length)]))
  return open
}

/** The row of a value with all that has to be open around it; the nearest one where the tree does not show it. */
export function openTo(sources: Sources, ref: Reference): { key: string; open: string[] } | null {
  const names = ref.path.filter((part) => typeof part === 'string')
  const keys = names.map((_, index) => JSON.stringify([ref.from, ...names.slice(0, index + 1)]))
  const known = new Set(sources.all.map(({ key }) => key))
  const key = keys.findLast((one) => known.has(one))
  const root = sources.rootOf(ref)
  if (root === null || key === undefined) return null
  return { key, open: [root.key, ...keys.slice(0, keys.indexOf(key))] }
}

function openRows(
  root: SourceRoot,
  nodes: readonly SourceNode[],
  at: { open: ReadonlySet<string>; level: number },
): PickerRow[] {
  return nodes.flatMap((node): PickerRow[] => {
    const isOpen = node.children.length === 0 ? null : at.open.has(node.key)
    const row: PickerRow = { kind: 'value', key: node.key, root, node, level: at.level, isOpen, isHit: false }
    return isOpen ? [row, ...openRows(root, node.children, { open: at.open, level: at.level + 1 })] : [row]
  })
}

function foundRows(root: SourceRoot, asked: readonly string[]): PickerRow[] {
  const around = wordsOf(`${root.label} ${root.detail}`)
  const search = (nodes: readonly SourceNode[], above: readonly string[], level: number): PickerRow[] =>
    nodes.flatMap((node): PickerRow[] => {
      const words = [...above, ...wordsOf(`${node.label} ${String(node.ref.path.at(-1))}`)]
      const hint = wordsOf(hintOf(node.schema))
      const value = typeof node.value === 'string' || typeof node.value === 'number' ? wordsOf(String(node.value)) : []
      const inside = search(node.children, words, level + 1)
      const hit = asked.every((word) => [...words, ...hint, ...value].some((one) => one.startsWith(word)))
      // The group's own name is asked for: what is in it comes along only as far as it is needed.
      const shown = hit && above.length > 0 && inside.length > 12 ? [] : inside
      if (!hit && shown.length === 0) return []
      return [
        { kind: 'value', key: node.key, root, node, level, isOpen: shown.length > 0 ? true : null, isHit: hit },
        ...shown,
      ]
    })
  return search(root.children, around, 2)
}
