import type { FlowDocument, Step } from '../document.ts'
import type { Problem } from '../problem.ts'
import { type Result, refuse, succeed } from '../result.ts'
import type { OperationByKind } from './operation-schemas.ts'

/**
 * One kind of change of a document.
 * `apply` is pure: it answers a new document, sharing what it did not touch, or why not.
 * `undo` answers the operation of the same kind that takes the change back, so that an undo touches no more than the
 * change did; what it leaves over, and all of it where there is no `undo`, is restored by the difference of the two.
 * `structural`: steps, cables or containers change, so the result is checked as a whole and refused if it breaks them.
 */
export type Operator<T> = {
  apply: (document: FlowDocument, operation: T) => Result<FlowDocument, Problem>
  undo?: (before: FlowDocument, operation: T) => T | null
  structural?: boolean
}

/** The operator of one kind of change, whose shape stands in `operationSchemas`. */
export function defineOperation<K extends keyof OperationByKind>(
  operator: Operator<OperationByKind[K]>,
): Operator<OperationByKind[K]> {
  return operator
}

/** The document with one step changed; refused when the step is gone or the change is. */
export function changeStep(
  document: FlowDocument,
  stepId: string,
  change: (step: Step) => Result<Step, Problem>,
): Result<FlowDocument, Problem> {
  const index = document.steps.findIndex(({ id }) => id === stepId)
  const step = document.steps[index]
  if (step === undefined) return refuseUnknownStep(stepId)
  const changed = change(step)
  if (!changed.ok) return changed
  return succeed({ ...document, steps: document.steps.with(index, changed.value) })
}

export function findStep(document: FlowDocument, stepId: string): Step | undefined {
  return document.steps.find(({ id }) => id === stepId)
}

export function refuseUnknownStep(stepId: string) {
  return refuseAs('step_unknown', `The step “${stepId}” is gone, so it cannot be changed. Reload the flow.`, { stepId })
}

export function refuseKind(step: Step, what: string) {
  return refuseAs('step_kind', `“${step.name}” has no ${what}, so none can be set. Choose another step.`, {
    stepId: step.id,
  })
}

export function refuseAs(code: string, message: string, place: Pick<Problem, 'stepId' | 'field' | 'edgeId'> = {}) {
  return refuse<Problem>({ code, severity: 'error', message, ...place })
}
