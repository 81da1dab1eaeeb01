import type { Edge, FlowDocument, Note, Step } from '@patchbay/flow/document'

/**
 * A field that differs between two documents; `value` is what it is afterwards, undefined for nothing. The fields of a
 * cable are its two ends.
 */
export type ChangedField = { part: 'step' | 'note' | 'edge'; partId: string; field: string; value: unknown }

/** Where a thing stands is nobody's work: the last one who moved it is right. */
const QUIET = new Set(['position', 'size'])
/** Fields of these are told apart, one level down: two people may fill two inputs of one step. */
const NESTED = new Set(['input', 'fields', 'settings'])

/**
 * What differs, by field, of the steps and notes that are in both documents, and those that are gone (their field is
 * empty). New ones are nobody else's and are left out. Keys are unique for part and field.
 */
export function changedFields(before: FlowDocument, after: FlowDocument): Map<string, ChangedField> {
  const changed = new Map<string, ChangedField>()
  if (before.steps !== after.steps) compareParts('step', before.steps, after.steps, changed)
  if (before.notes !== after.notes) compareParts('note', before.notes, after.notes, changed)
  return changed
}

/** Which ends of cables that are in both documents lead elsewhere. */
export function changedCables(before: FlowDocument, after: FlowDocument): Map<string, ChangedField> {
  const changed: Changed = new Map()
  if (before.edges === after.edges) return changed
  const now = new Map(after.edges.map((edge) => [edge.id, edge]))
  for (const old of before.edges) {
    const edge = now.get(old.id)
    if (edge === undefined || edge === old) continue
    const ends = endsOf(edge)
    for (const [field, end] of endsOf(old)) {
      const value = ends.get(field)
      const found: ChangedField = { part: 'edge', partId: old.id, field, value }
      if (!isSame(end, value)) changed.set(fieldKey(found), found)
    }
  }
  return changed
}

function endsOf({ from, port, to }: Edge): Map<string, unknown> {
  return new Map<string, unknown>([
    ['start', { from, port }],
    ['end', { to }],
  ])
}

export function fieldKey({ part, partId, field }: Pick<ChangedField, 'part' | 'partId' | 'field'>): string {
  return `${part} ${partId} ${field}`
}

/** The fields of a step or note by their dotted names. */
export function fieldsOf(part: Step | Note): Map<string, unknown> {
  const fields = new Map<string, unknown>()
  for (const [name, value] of Object.entries(part)) {
    if (name === 'id' || QUIET.has(name)) continue
    if (NESTED.has(name) && isRecord(value)) {
      for (const [inner, each] of Object.entries(value)) fields.set(`${name}.${inner}`, each)
    } else if (value !== undefined) fields.set(name, value)
  }
  return fields
}

/** By value; the order of an object's keys says nothing. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((value, index) => isSame(value, b[index]))
  }
  if (!isRecord(a) || !isRecord(b)) return false
  const names = Object.keys(a).filter((name) => a[name] !== undefined)
  const others = Object.keys(b).filter((name) => b[name] !== undefined)
  return names.length === others.length && names.every((name) => Object.hasOwn(b, name) && isSame(a[name], b[name]))
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

type Changed = Map<string, ChangedField>

function compareParts<T extends Step | Note>(
  part: ChangedField['part'],
  before: T[],
  after: T[],
  changed: Changed,
): void {
  const now = new Map(after.map((each) => [each.id, each]))
  for (const old of before) {
    const each = now.get(old.id)
    if (each === old) continue
    const add = (field: string, value: unknown) => {
      const found = { part, partId: old.id, field, value }
      changed.set(fieldKey(found), found)
    }
    if (each === undefined) add('', undefined)
    else compareFields(fieldsOf(old), fieldsOf(each), add)
  }
}

function compareFields(
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
  add: (field: string, value: unknown) => void,
): void {
  for (const [field, value] of after) if (!isSame(value, before.get(field))) add(field, value)
  for (const field of before.keys()) if (!after.has(field)) add(field, undefined)
}
