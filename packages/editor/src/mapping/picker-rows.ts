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
      /** It is called just as was searched for. */
      isExact: boolean
      /** Its app's own name for it, where something beside it is called the same. */
      ownName: string | null
    }

const MOST_FOUND = 200

/** What is to be seen: the open branches, or everything that a search finds with the groups around it. */
export function pickerRows(sources: Sources, open: ReadonlySet<string>, search: string): PickerRow[] {
  const asked = wordsOf(search)
  if (asked.length === 0)
    return sources.roots.flatMap((root): PickerRow[] => {
      const isOpen = open.has(root.key)
      const row: PickerRow = { kind: 'root', key: root.key, root, isOpen }
      return isOpen ? [row, ...openRows(root, root.children, { open, level: 2 })] : [row]
    })
  const found = sources.roots.map((root) => ({ root, ...foundRows(root, asked) }))
  const rows: PickerRow[] = []
  for (const { root, rows: inside } of exactFirst(found)) {
    if (inside.length === 0) continue
    rows.push({ kind: 'root', key: root.key, root, isOpen: true }, ...inside)
    if (rows.length > MOST_FOUND) break
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
  const twins = twinLabels(nodes)
  return nodes.flatMap((node): PickerRow[] => {
    const isOpen = node.children.length === 0 ? null : at.open.has(node.key)
    const ownName = twins.has(node.label) ? nameOf(node) : null
    const common = { kind: 'value', key: node.key, root, node, level: at.level } as const
    const row: PickerRow = { ...common, isOpen, isHit: false, isExact: false, ownName }
    return isOpen ? [row, ...openRows(root, node.children, { open: at.open, level: at.level + 1 })] : [row]
  })
}

type Found = { rows: PickerRow[]; hasExact: boolean }

/** What is called just so stands before what merely has the words somewhere. */
function foundRows(root: SourceRoot, asked: readonly string[]): Found {
  const around = wordsOf(`${root.label} ${root.detail}`)
  const search = (nodes: readonly SourceNode[], above: readonly string[], level: number): Found => {
    const twins = twinLabels(nodes)
    const found = nodes.flatMap((node): Found[] => {
      const words = [...above, ...wordsOf(`${node.label} ${nameOf(node)}`)]
      const hint = wordsOf(hintOf(node.schema))
      const value = typeof node.value === 'string' || typeof node.value === 'number' ? wordsOf(String(node.value)) : []
      const inside = search(node.children, words, level + 1)
      const isHit = asked.every((word) => [...words, ...hint, ...value].some((one) => one.startsWith(word)))
      // The group's own name is asked for: what is in it comes along only as far as it is needed.
      const shown = isHit && above.length > 0 && inside.rows.length > 12 ? [] : inside.rows
      if (!isHit && shown.length === 0) return []
      const isExact = wordsOf(node.label).join(' ') === asked.join(' ')
      const ownName = twins.has(node.label) ? nameOf(node) : null
      const isOpen = shown.length > 0 ? true : null
      const row: PickerRow = { kind: 'value', key: node.key, root, node, level, isOpen, isHit, isExact, ownName }
      return [{ rows: [row, ...shown], hasExact: isExact || inside.hasExact }]
    })
    return { rows: exactFirst(found).flatMap(({ rows }) => rows), hasExact: found.some(({ hasExact }) => hasExact) }
  }
  return search(root.children, around, 2)
}

function exactFirst<T extends { hasExact: boolean }>(found: readonly T[]): T[] {
  return [...found.filter(({ hasExact }) => hasExact), ...found.filter(({ hasExact }) => !hasExact)]
}

const nameOf = ({ ref }: SourceNode): string => String(ref.path.at(-1))

/** Labels that more than one of them has: one name from the app's words, another from the value itself. */
function twinLabels(nodes: readonly SourceNode[]): ReadonlySet<string> {
  const labels = nodes.map(({ label }) => label)
  return new Set(labels.filter((label, index) => labels.indexOf(label) !== index))
}
