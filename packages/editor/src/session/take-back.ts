import type { FlowDocument } from '@patchbay/flow/document'
import { apply, type Operation } from '@patchbay/flow/operations'
import type { Problem } from '@patchbay/flow/problem'
import { structureProblems } from '@patchbay/flow/structure'
import { type Contested, contestedFields } from './contested-fields.ts'
import { doAgain } from './do-again.ts'
import { leaveContested, putTheirs } from './leave-contested.ts'

/** What is done of it, on which document that leads to, and why not all of it. */
type Taken = { operation: Operation | null; document: FlowDocument; problem: Problem | null }

/**
 * Does what takes a change back, made for the draft `after`, to the draft as it is now. What somebody has changed since
 * stays as they made it, and is told.
 */
export function takeBack(operation: Operation, after: FlowDocument, now: FlowDocument): Taken {
  const contested = contestedFields({ base: after, theirs: now, operations: [operation] })
  const [left] = leaveContested(after, [{ operation }], contested).kept
  const told = changedSince(now, contested)
  if (left === undefined && told !== null) return { operation: null, document: now, problem: told }
  const done = doAgain(left?.operation ?? operation, after, now)
  if (!done.ok) return { operation: null, document: now, problem: done.error }
  const { operations, document } = putTheirs(done.value.document, contested)
  const broken = newlyBroken(document, [now, applyOr(after, operation)])
  if (broken !== undefined) return { operation: null, document: now, problem: told ?? broken }
  const all = [done.value.operation, ...operations].flatMap((one) => one ?? [])
  const [only, ...more] = all
  if (only === undefined) return { operation: null, document: now, problem: told }
  return { operation: more.length === 0 ? only : { kind: 'batch', operations: all }, document, problem: told }
}

function changedSince(document: FlowDocument, contested: Contested): Problem | null {
  const [first] = contested.values()
  if (first === undefined) return null
  const { part, partId } = first.mine
  const step = part === 'step' ? document.steps.find(({ id }) => id === partId) : undefined
  const name = step === undefined ? (part === 'note' ? 'The note' : 'The cable') : `“${step.name}”`
  const message = `${name} was changed by somebody else since. What they changed stays as it is.`
  return { code: 'changed_since', severity: 'error', message, ...(step === undefined ? {} : { stepId: step.id }) }
}

/** A difference is applied without a look at how things hang together: what it needs may have gone since. */
function newlyBroken(document: FlowDocument, before: readonly FlowDocument[]): Problem | undefined {
  const problems = structureProblems(document)
  if (problems.length === 0) return undefined
  const known = new Set(before.flatMap(structureProblems).map(keyOf))
  return problems.find((problem) => !known.has(keyOf(problem)))
}

function keyOf({ code, stepId, field, edgeId }: Problem): string {
  return JSON.stringify([code, stepId, field, edgeId])
}

function applyOr(document: FlowDocument, operation: Operation): FlowDocument {
  const applied = apply(document, operation)
  return applied.ok ? applied.value : document
}
