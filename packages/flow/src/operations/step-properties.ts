import { graphOf } from '../graph.ts'
import { undoOf } from '../lanes.ts'
import { succeed } from '../result.ts'
import { changeStep, defineOperation, findStep, refuseUnknownStep } from './define-operation.ts'
import { edgesWithin, standingIn } from './standing.ts'

export const renameStep = defineOperation<'renameStep'>({
  apply: (document, operation) =>
    changeStep(document, operation.stepId, (step) => succeed({ ...step, name: operation.name })),
  undo: (before, operation) => {
    const step = findStep(before, operation.stepId)
    return step === undefined ? null : { ...operation, name: step.name }
  },
})

export const moveSteps = defineOperation<'moveSteps'>({
  apply: (document, { moves }) => {
    const known = new Set(document.steps.map((step) => step.id))
    const unknown = moves.find(({ stepId }) => !known.has(stepId))
    if (unknown !== undefined) return refuseUnknownStep(unknown.stepId)
    const positions = new Map(moves.map((move) => [move.stepId, move.position]))
    const steps = document.steps.map((step) => ({ ...step, position: positions.get(step.id) ?? step.position }))
    return succeed({ ...document, steps })
  },
  undo: (before, { kind, moves }) => ({
    kind,
    moves: moves.flatMap(({ stepId }) => {
      const step = findStep(before, stepId)
      return step === undefined ? [] : [{ stepId, position: step.position }]
    }),
  }),
})

/**
 * Puts a step into a container or a lane of a scope, or with null onto the canvas; what undoes it goes along. Cables
 * that would cross a border are removed.
 */
export const setParent = defineOperation<'setParent'>({
  structural: true,
  apply: (document, { stepId, parent, lane }) => {
    const step = findStep(document, stepId)
    if (step === undefined) return refuseUnknownStep(stepId)
    const undo = undoOf(graphOf(document), stepId)
    const moved = new Set([stepId, ...(undo === undefined ? [] : [undo.id])])
    const steps = document.steps.map((each) => (moved.has(each.id) ? standingIn(each, { parent, lane }) : each))
    return succeed({ ...document, steps, edges: edgesWithin(document.edges, steps, moved) })
  },
})

/** The note that colleagues read on a step; null removes it. */
export const setStepNote = defineOperation<'setStepNote'>({
  apply: (document, operation) =>
    changeStep(document, operation.stepId, (step) => {
      const { note: _old, ...rest } = step
      return succeed(operation.note === null ? rest : { ...rest, note: operation.note })
    }),
  undo: (before, operation) => ({ ...operation, note: findStep(before, operation.stepId)?.note ?? null }),
})

/** What a step gives, as learnt from a sample or edited; null: what its connector says. */
export const setOutputSchema = defineOperation<'setOutputSchema'>({
  apply: (document, operation) =>
    changeStep(document, operation.stepId, (step) => {
      const { outputSchema: _old, ...rest } = step
      return succeed(operation.outputSchema === null ? rest : { ...rest, outputSchema: operation.outputSchema })
    }),
})
