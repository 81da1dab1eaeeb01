import type { Json } from '@patchbay/flow/json'
import type { IfMissing, Mapping, ValueMapEntry, ValueMapOtherwise } from '@patchbay/flow/mapping'

export type ValueMap = Extract<Mapping, { kind: 'valueMap' }>
export type SeenValue = { value: string | number | boolean; times: number }
type When = ValueMapEntry['when']

/** One line of the table; `to` is undefined where nothing has been said yet. */
export type ValueMapRow = { when: When; times: number; to: Json | undefined }

/** The map's own entries in their order, then what was seen and has no entry, most often first. */
export function rowsOf({ entries }: ValueMap, seen: readonly SeenValue[]): ValueMapRow[] {
  const timesOf = (when: When) => seen.find(({ value }) => isSame(value, when))?.times ?? 0
  const own = entries.map(({ when, to }) => ({ when, times: timesOf(when), to }))
  const rest = seen.filter(({ value }) => !entries.some(({ when }) => isSame(value, when)))
  return [...own, ...rest.map(({ value, times }): ValueMapRow => ({ when: value, times, to: undefined }))]
}

export function withEntry(map: ValueMap, when: When, to: Json): ValueMap {
  const isKnown = map.entries.some((entry) => isSame(entry.when, when))
  const entries = isKnown
    ? map.entries.map((entry) => (isSame(entry.when, when) ? { when: entry.when, to } : entry))
    : [...map.entries, { when, to }]
  return { ...map, entries }
}

export function withoutEntry(map: ValueMap, when: When): ValueMap {
  return { ...map, entries: map.entries.filter((entry) => !isSame(entry.when, when)) }
}

/** A value typed by a person; one that has an entry keeps it. */
export function addEntry(map: ValueMap, text: string, to: Json): ValueMap {
  const when = text.trim()
  return map.entries.some((entry) => isSame(entry.when, when)) ? map : withEntry(map, when, to)
}

export function setOtherwise(map: ValueMap, otherwise: ValueMapOtherwise): ValueMap {
  return { ...map, otherwise }
}

export function chosenOtherwise(kind: ValueMapOtherwise['kind'], first: Json): ValueMapOtherwise {
  return kind === 'value' ? { kind, value: first } : { kind }
}

export function setEmpty(map: ValueMap, ifMissing: IfMissing): ValueMap {
  return { ...map, ifMissing }
}

/** As the evaluator does: text typed into a table stands for the number or yes/no of the same spelling. */
function isSame(a: When, b: When): boolean {
  return a === b || (a !== null && b !== null && String(a) === String(b))
}
