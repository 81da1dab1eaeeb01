import type { FlowDocument, Note, Step } from '@patchbay/flow/document'
import type { Operation } from '@patchbay/flow/operations'
import { fieldsOf, isSame } from './changed-fields.ts'
import { withField } from './set-field.ts'

/**
 * Makes a change touch no more than it was meant to. Where it puts a whole step (an undo, a field that is set back), and
 * a colleague has changed another field of it since, theirs stays. `meant`: the draft it was made for, `now` as it is.
 */
export function fitPatch(operation: Operation, meant: FlowDocument, now: FlowDocument): Operation {
  if (operation.kind === 'batch') {
    return { ...operation, operations: operation.operations.map((part) => fitPatch(part, meant, now)) }
  }
  if (operation.kind !== 'patch') return operation
  return {
    ...operation,
    steps: { ...operation.steps, put: operation.steps.put.map((put) => fitPut(put, meant.steps, now.steps)) },
    notes: { ...operation.notes, put: operation.notes.put.map((put) => fitPut(put, meant.notes, now.notes)) },
  }
}

type Put<T> = { index: number; value: T }

function fitPut<T extends Step | Note>({ index, value }: Put<T>, meant: readonly T[], now: readonly T[]): Put<T> {
  const then = meant.find(({ id }) => id === value.id)
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
