import type { Edge, FlowDocument, Step } from '@patchbay/flow/document'
import { apply, type Operation } from '@patchbay/flow/operations'
import { ERROR_PORT, portsOf } from '@patchbay/flow/ports'

/** The cables that a run leaves a step by when it fails. */
export function errorPath(document: FlowDocument, stepId: string): Edge[] {
  return document.edges.filter(({ from, port }) => from === stepId && port === ERROR_PORT)
}

export function mayFail(step: Step): boolean {
  return portsOf(step).some(({ id }) => id === ERROR_PORT)
}

export function connectErrorPath(document: FlowDocument, stepId: string, to: string): Operation {
  const taken = new Set(document.edges.map(({ id }) => id))
  const base = `${stepId.slice(0, 30)}_error_${to.slice(0, 30)}`
  let id = base
  for (let number = 2; taken.has(id); number += 1) id = `${base}_${number}`
  return { kind: 'connect', edge: { id, from: stepId, port: ERROR_PORT, to } }
}

/** The steps a run can go on with after this one failed: a cable there breaks nothing. */
export function errorTargets(document: FlowDocument, stepId: string): Step[] {
  return document.steps.filter(
    (step) =>
      step.id !== stepId && step.kind !== 'trigger' && apply(document, connectErrorPath(document, stepId, step.id)).ok,
  )
}
