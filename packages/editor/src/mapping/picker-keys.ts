import type { PickerRow } from './picker-rows.ts'
import type { SourceNode } from './sources.ts'

/** What a key does in the picker: nothing of ours is null. */
export type PickerAct =
  | { kind: 'go'; key: string }
  | { kind: 'toggle'; key: string }
  | { kind: 'pick'; node: SourceNode }

export type PickerPlace = {
  rows: readonly PickerRow[]
  /** The row that is marked. */
  active: string | null
  fits: (node: SourceNode) => boolean
  isSearching: boolean
}

/**
 * The arrows rest on what can be used, and on closed groups, which have to be opened to get at what is in them; what is
 * open or does not fit is passed. Left goes to the group around a value, and closes it.
 */
export function pickerAct(key: string, place: PickerPlace): PickerAct | null {
  const { rows, active } = place
  const at = rows.findIndex((row) => row.key === active)
  const row = rows[at]
  switch (key) {
    case 'ArrowDown':
      return go(row === undefined ? firstStop(place) : nextStop(place, at, 1))
    case 'ArrowUp':
      return go(row === undefined ? nextStop(place, rows.length, -1) : nextStop(place, at, -1))
    case 'Enter':
      if (row === undefined) return null
      if (row.kind === 'value' && place.fits(row.node)) return { kind: 'pick', node: row.node }
      return row.isOpen === null || place.isSearching ? null : { kind: 'toggle', key: row.key }
    case 'ArrowRight':
      return row?.isOpen === false && !place.isSearching ? { kind: 'toggle', key: row.key } : null
    case 'ArrowLeft':
      if (row === undefined || place.isSearching) return null
      return row.isOpen === true ? { kind: 'toggle', key: row.key } : go(groupAround(rows, at))
    default:
      return null
  }
}

/** Why the marked row cannot be used, and what to do; null where it can. */
export function whyNot(row: PickerRow | undefined, why: (node: SourceNode) => string | null): string | null {
  if (row === undefined || row.kind === 'root') return null
  const said = why(row.node)
  if (said === null) return null
  const what = `“${row.node.label}” cannot stand here: ${said.charAt(0).toLowerCase()}${said.slice(1)}.`
  return row.isOpen === false ? `${what} Enter opens it.` : what
}

const go = (row: PickerRow | undefined): PickerAct | null => (row === undefined ? null : { kind: 'go', key: row.key })

/** Where the arrows begin: not at the name of a source, which is no value. */
function firstStop(place: PickerPlace): PickerRow | undefined {
  return place.rows.find((row) => row.kind === 'value' && place.fits(row.node)) ?? nextStop(place, -1, 1)
}

function nextStop({ rows, fits }: PickerPlace, at: number, step: 1 | -1): PickerRow | undefined {
  for (let index = at + step; index >= 0 && index < rows.length; index += step) {
    const row = rows[index]
    if (row !== undefined && (row.isOpen === false || (row.kind === 'value' && fits(row.node)))) return row
  }
  return rows[at]
}

function groupAround(rows: readonly PickerRow[], at: number): PickerRow | undefined {
  const level = levelOf(rows[at])
  return rows.slice(0, at).findLast((row) => levelOf(row) < level)
}

const levelOf = (row: PickerRow | undefined): number => (row?.kind === 'value' ? row.level : 1)
