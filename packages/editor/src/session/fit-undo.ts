import type { FlowDocument, Note, Step } from '@patchbay/flow/document'
import type { Operation } from '@patchbay/flow/operations'
import { fieldsOf, isSame } from './changed-fields.ts'
import { withField } from './set-field.ts'

/**
 * Makes an undo touch no more than the change did. Where an undo puts a whole step back, and a colleague has changed
 * another field of it since (`after` is the draft right after the own change, `now` as it is), theirs stays.
 */
export function fitUndo(operation: Operation, after: FlowDocument, now: FlowDocument): Operation {
  if (operation.kind === 'batch') {
    return { ...operation, operations: operation.operations.map((part) => fitUndo(part, after, now)) }
  }
  if (operation.kind !== 'patch') return operation
  return {
    ...operation,
    steps: { ...operation.steps, put: operation.steps.put.map((put) => fitPut(put, after.steps, now.steps)) },
    notes: { ...operation.notes, put: operation.notes.put.map((put) => fitPut(put, after.notes, now.notes)) },
  }
}

type Put<T> = { index: number; value: T }

function fitPut<T extends Step | Note>({ index, value }: Put<T>, after: readonly T[], now: readonly T[]): Put<T> {
  const then = after.find(({ id }) => id === value.id)
  const current = now.find(({ id }) => id === value.id)
  if (then === undefined || current === undefined || then === current) return { index, value }
  const old = fieldsOf(then)
  const today = fieldsOf(current)
  let fitted = value
  for (const field of new Set([...old.keys(), ...today.keys()])) {
    if (!isSame(old.get(field), today.get(field))) fitted = withField(fitted, field.split('.'), today.get(field))
  }
  return { index, value: samePlace(then, current) ? fitted : withField(fitted, ['position'], current.position) }
}

function samePlace(a: Step | Note, b: Step | Note): boolean {
  return isSame(a.position, b.position)
}
