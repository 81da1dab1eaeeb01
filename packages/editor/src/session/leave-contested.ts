import type { FlowDocument } from '@patchbay/flow/document'
import { apply, type Operation } from '@patchbay/flow/operations'
import { changedCables, changedFields, fieldKey, isSame } from './changed-fields.ts'
import type { Contested } from './contested-fields.ts'
import { withValue } from './set-field.ts'

/** What is left of own operations, each with the document it was made for, and the removals that are held back. */
export type Left<T> = { kept: (T & { meant: FlowDocument })[]; held: HeldRemoval[] }
/** `keys`: the contested steps and notes that it removes. */
export type HeldRemoval = { operation: Operation; keys: string[] }

/**
 * Own operations without what they make of contested fields. One that removes what is contested is held as a whole. Where
 * an operation sets a contested field among others and cannot be parted, it is kept: `putTheirs` sets the field back.
 */
export function leaveContested<T extends { operation: Operation }>(
  base: FlowDocument,
  changes: readonly T[],
  contested: Contested,
): Left<T> {
  const left: Left<T> = { kept: [], held: [] }
  const stays = removedForATime(contested)
  let current = base
  for (const change of changes) {
    const applied = apply(current, change.operation)
    if (!applied.ok) continue
    const fields = [...changedFields(current, applied.value).values()]
    const removed = fields.filter(({ field }) => field === '').map(fieldKey)
    const keys = removed.filter((key) => contested.has(key))
    if (keys.length > 0) left.held.push({ operation: change.operation, keys: keys.filter((key) => !stays.has(key)) })
    else if (!bringsBack(change.operation, stays)) {
      const operation = strip(change.operation, current, contested)
      if (operation !== null) left.kept.push({ ...change, operation, meant: current })
    }
    current = applied.value
  }
  return left
}

/** Own changes of several things may have set a contested field too: it goes back to what the other side made of it. */
export function putTheirs(document: FlowDocument, contested: Contested) {
  const operations: Operation[] = []
  let current = document
  for (const { mine, theirs } of contested.values()) {
    if (mine.field === '') continue
    const put = withValue(current, { ...mine, value: theirs })
    if (put === null || isSame(put.document, current)) continue
    operations.push(put.operation)
    current = put.document
  }
  return { document: current, operations }
}

/** Steps and notes that were removed and brought back: neither is to be made again where others worked on them. */
function removedForATime(contested: Contested): ReadonlySet<string> {
  const removed = [...contested].filter(([, { mine, isTakenBack }]) => mine.field === '' && isTakenBack)
  return new Set(removed.map(([key]) => key))
}

function bringsBack(operation: Operation, keys: ReadonlySet<string>): boolean {
  if (keys.size === 0) return false
  if (operation.kind === 'batch') return operation.operations.some((part) => bringsBack(part, keys))
  if (operation.kind !== 'patch') return false
  const isOne = (part: 'step' | 'note') => {
    return ({ value }: { value: { id: string } }) => keys.has(fieldKey({ part, partId: value.id, field: '' }))
  }
  return operation.steps.put.some(isOne('step')) || operation.notes.put.some(isOne('note'))
}

/** The operation without what it makes of contested fields and what it leaves as it is; null where nothing is left. */
function strip(operation: Operation, before: FlowDocument, contested: Contested): Operation | null {
  if (operation.kind === 'batch') {
    const parts: Operation[] = []
    let current = before
    for (const part of operation.operations) {
      const stripped = strip(part, current, contested)
      if (stripped !== null) parts.push(stripped)
      const applied = apply(current, part)
      if (applied.ok) current = applied.value
    }
    return parts.length === 0 ? null : { ...operation, operations: parts }
  }
  const applied = apply(before, operation)
  if (!applied.ok) return operation
  const back = [...changedFields(applied.value, before), ...changedCables(applied.value, before)]
  const fields = back.flatMap(([key, field]) => (contested.has(key) ? [field] : []))
  const rest = fields.reduce((document, field) => withValue(document, field)?.document ?? document, applied.value)
  if (isSame(rest, before)) return null
  if (operation.kind !== 'setSettings') return operation
  // Of a setting that is put back only afterwards, ways of a branch and their cables would be gone by then.
  const own = back.flatMap(([key, { field }]) => (contested.has(key) ? [] : [field.split('.')[0]]))
  const settings = { ...operation.settings }
  for (const name in settings) if (name !== 'kind' && !own.includes(name)) Reflect.deleteProperty(settings, name)
  return { ...operation, settings }
}
