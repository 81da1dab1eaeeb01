import type { ActionStep, FlowDocument } from '../document.ts'
import { succeed } from '../result.ts'
import { changeStep, defineOperation, findStep, refuseKind } from './define-operation.ts'

/** How an action is tried, as far as it differs from the default; null goes back to the default. */
export const setPolicy = defineOperation<'setPolicy'>({
  apply: (document, operation) =>
    changeStep(document, operation.stepId, (step) => {
      if (step.kind !== 'action') return refuseKind(step, 'tries')
      const { policy: _old, ...rest } = step
      return succeed(operation.policy === null ? rest : { ...rest, policy: operation.policy })
    }),
  undo: (before, operation) => ({ ...operation, policy: actionAt(before, operation.stepId)?.policy ?? null }),
})

/** What happens after an unknown outcome, or after a refused credential; null goes back to the default, absent stays. */
export const setFailureChoices = defineOperation<'setFailureChoices'>({
  apply: (document, operation) =>
    changeStep(document, operation.stepId, (step) => {
      if (step.kind !== 'action') return refuseKind(step, 'outcomes to choose for')
      const { onUnknown: oldUnknown, onAuthFailure: oldAuth, ...rest } = step
      const onUnknown = operation.onUnknown === undefined ? oldUnknown : operation.onUnknown
      const onAuthFailure = operation.onAuthFailure === undefined ? oldAuth : operation.onAuthFailure
      return succeed({ ...rest, ...(onUnknown ? { onUnknown } : {}), ...(onAuthFailure ? { onAuthFailure } : {}) })
    }),
  undo: (before, { kind, stepId, onUnknown, onAuthFailure }) => {
    const step = actionAt(before, stepId)
    return {
      kind,
      stepId,
      ...(onUnknown === undefined ? {} : { onUnknown: step?.onUnknown ?? null }),
      ...(onAuthFailure === undefined ? {} : { onAuthFailure: step?.onAuthFailure ?? null }),
    }
  },
})

/** What becomes of an action that has failed for good; null: the run fails. */
export const setIfFails = defineOperation<'setIfFails'>({
  apply: (document, operation) =>
    changeStep(document, operation.stepId, (step) => {
      if (step.kind !== 'action') return refuseKind(step, 'failure to choose for')
      const { ifFails: _old, ...rest } = step
      return succeed(operation.ifFails === null ? rest : { ...rest, ifFails: operation.ifFails })
    }),
  undo: (before, operation) => ({ ...operation, ifFails: actionAt(before, operation.stepId)?.ifFails ?? null }),
})

/** What becomes of its effect in a scope that undoes, when no step undoes it; null goes back to the default. */
export const setWithoutUndo = defineOperation<'setWithoutUndo'>({
  apply: (document, operation) =>
    changeStep(document, operation.stepId, (step) => {
      if (step.kind !== 'action') return refuseKind(step, 'effect to undo')
      const { withoutUndo: _old, ...rest } = step
      return succeed(operation.withoutUndo === null ? rest : { ...rest, withoutUndo: operation.withoutUndo })
    }),
  undo: (before, operation) => ({ ...operation, withoutUndo: actionAt(before, operation.stepId)?.withoutUndo ?? null }),
})

function actionAt(document: FlowDocument, stepId: string): ActionStep | undefined {
  const step = findStep(document, stepId)
  return step?.kind === 'action' ? step : undefined
}
