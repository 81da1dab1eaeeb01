import type { FlowDocument, Note, Step } from '@patchbay/flow/document'
import { apply, type Operation } from '@patchbay/flow/operations'
import { type ChangedField, isRecord } from './changed-fields.ts'

/**
 * The change that gives one field of a step or note a value it had before in some document, and leaves all others as
 * they are. Null when the step, note or cable is gone.
 */
export function setField(document: FlowDocument, { part, partId, field, value }: ChangedField): Operation | null {
  if (part === 'edge') return setEnd(document, partId, value)
  const list: readonly (Step | Note)[] = part === 'step' ? document.steps : document.notes
  const index = list.findIndex(({ id }) => id === partId)
  const found = list[index]
  if (found === undefined) return null
  const none = { remove: [], put: [] }
  const changed = withField(found, field.split('.'), value)
  if (isStep(changed)) {
    return { kind: 'patch', steps: { remove: [], put: [{ index, value: changed }] }, edges: none, notes: none }
  }
  return { kind: 'patch', steps: none, edges: none, notes: { remove: [], put: [{ index, value: changed }] } }
}

/** The document with one field set, and the change that does it; null where that cannot be. */
export function withValue(document: FlowDocument, field: ChangedField) {
  const operation = setField(document, field)
  const applied = operation === null ? null : apply(document, operation)
  return operation === null || !applied?.ok ? null : { operation, document: applied.value }
}

function setEnd({ edges }: FlowDocument, edgeId: string, end: unknown): Operation | null {
  if (!isRecord(end) || !edges.some(({ id }) => id === edgeId)) return null
  const { from, port, to } = end
  if (typeof to === 'string') return { kind: 'reconnect', edgeId, to }
  return typeof from === 'string' && typeof port === 'string' ? { kind: 'reconnect', edgeId, from, port } : null
}

/** The part with one field set, or without it; `path` is a field's name, or that of a record and a name in it. */
export function withField<T extends Step | Note>(part: T, [name = '', ...inner]: readonly string[], value: unknown): T {
  const nested = inner.join('.')
  const old: unknown = Object.entries(part).find(([key]) => key === name)?.[1]
  const next = nested === '' ? value : withEntry(isRecord(old) ? old : {}, nested, value)
  const { ...copy } = part
  if (next === undefined) Reflect.deleteProperty(copy, name)
  else Reflect.set(copy, name, next)
  return copy
}

function withEntry(record: Record<string, unknown>, name: string, value: unknown): Record<string, unknown> {
  const { [name]: _old, ...rest } = record
  return value === undefined ? rest : { ...rest, [name]: value }
}

function isStep(part: Step | Note): part is Step {
  return 'kind' in part
}
