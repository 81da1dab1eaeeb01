import type { FlowDocument } from '../document.ts'
import type { Problem } from '../problem.ts'
import { type Result, refuse, succeed } from '../result.ts'
import { structureProblems } from '../structure.ts'
import type { OperationByKind } from './operation-schemas.ts'
import { operators } from './operators.ts'
import { diffDocuments, isEmptyPatch } from './patch-document.ts'

type SingleKind = keyof OperationByKind
type Single = OperationByKind[SingleKind]

/** Every change of a document. A batch is applied whole or not at all, and undone as one. */
export type Operation = Single | { kind: 'batch'; operations: Operation[] }
export type OperationKind = Operation['kind']

/** The document with the operation applied, or why it cannot be. The document given is left as it was. */
export function apply(document: FlowDocument, operation: Operation): Result<FlowDocument, Problem> {
  if (operation.kind !== 'batch') return applySingle(document, operation.kind, operation)
  let current = document
  for (const part of operation.operations) {
    const applied = apply(current, part)
    if (!applied.ok) return applied
    current = applied.value
  }
  return succeed(current)
}

/**
 * What undoes an operation on the document it was applied to. Of an operation that cannot be applied: a batch of
 * nothing. Where it can, undoing is of the same kind and touches the same fields only, so that a colleague's change of
 * another field survives it.
 */
export function invert(document: FlowDocument, operation: Operation): Operation {
  if (operation.kind !== 'batch') return invertSingle(document, operation.kind, operation)
  if (!apply(document, operation).ok) return nothing
  const undone: Operation[] = []
  let current = document
  for (const part of operation.operations) {
    undone.unshift(invert(current, part))
    const applied = apply(current, part)
    if (applied.ok) current = applied.value
  }
  return { kind: 'batch', operations: undone }
}

/** The one operation that makes `after` of `before`: for import, for restoring a version. */
export function diff(before: FlowDocument, after: FlowDocument): Operation {
  return { kind: 'patch', ...diffDocuments(before, after) }
}

const nothing: Operation = { kind: 'batch', operations: [] }

function applySingle<K extends SingleKind>(document: FlowDocument, kind: K, operation: OperationByKind[K]) {
  const operator = operators[kind]
  const applied = operator.apply(document, operation)
  if (!applied.ok || operator.structural !== true) return applied
  const known = new Set(structureProblems(document).map(keyOf))
  const broken = structureProblems(applied.value).find((problem) => !known.has(keyOf(problem)))
  return broken === undefined ? applied : refuse(broken)
}

function invertSingle<K extends SingleKind>(document: FlowDocument, kind: K, operation: OperationByKind[K]): Operation {
  const after = applySingle(document, kind, operation)
  if (!after.ok) return nothing
  const undo: Single | null = operators[kind].undo?.(document, operation) ?? null
  if (undo === null) return diff(after.value, document)
  const undone = applySingle(after.value, undo.kind, undo)
  if (!undone.ok) return diff(after.value, document)
  const rest = diffDocuments(undone.value, document)
  return isEmptyPatch(rest) ? undo : { kind: 'batch', operations: [undo, { kind: 'patch', ...rest }] }
}

function keyOf({ code, stepId, field, edgeId }: Problem): string {
  return JSON.stringify([code, stepId, field, edgeId])
}
