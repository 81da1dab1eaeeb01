import type { ActionStep, FlowDocument, Step } from '../document.ts'
import { succeed } from '../result.ts'
import { own } from '../validate/validation.ts'
import { changeStep, defineOperation, findStep, refuseKind } from './define-operation.ts'

/** One field of an action's input or of a set step; null empties it. */
export const setInput = defineOperation<'setInput'>({
  apply: (document, { stepId, field, mapping }) =>
    changeStep(document, stepId, (step) => {
      if (step.kind === 'action') return succeed({ ...step, input: withField(step.input, field, mapping) })
      if (step.kind === 'set') return succeed({ ...step, fields: withField(step.fields, field, mapping) })
      return refuseKind(step, 'fields to map')
    }),
  undo: (before, operation) => {
    const step = findStep(before, operation.stepId)
    if (step?.kind !== 'action' && step?.kind !== 'set') return null
    const fields = step.kind === 'action' ? step.input : step.fields
    return { ...operation, mapping: own(fields, operation.field) ?? null }
  },
})

/** The account that an action or an event trigger uses; null for none yet. */
export const setConnection = defineOperation<'setConnection'>({
  apply: (document, { stepId, connectionId }) =>
    changeStep(document, stepId, (step) => {
      if (step.kind === 'action') return succeed({ ...step, connectionId })
      if (step.kind === 'trigger' && step.trigger.type === 'event')
        return succeed({ ...step, trigger: { ...step.trigger, connectionId } })
      return refuseKind(step, 'connection')
    }),
  undo: (before, operation) => {
    const connectionId = connectionOf(findStep(before, operation.stepId))
    return connectionId === undefined ? null : { ...operation, connectionId }
  },
})

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

/** What starts the flow. */
export const setTrigger = defineOperation<'setTrigger'>({
  apply: (document, { stepId, trigger }) =>
    changeStep(document, stepId, (step) =>
      step.kind === 'trigger' ? succeed({ ...step, trigger }) : refuseKind(step, 'trigger'),
    ),
  undo: (before, operation) => {
    const step = findStep(before, operation.stepId)
    return step?.kind === 'trigger' ? { ...operation, trigger: step.trigger } : null
  },
})

function withField<T>(fields: Record<string, T>, name: string, value: T | null): Record<string, T> {
  const { [name]: _old, ...rest } = fields
  return value === null ? rest : { ...rest, [name]: value }
}

function actionAt(document: FlowDocument, stepId: string): ActionStep | undefined {
  const step = findStep(document, stepId)
  return step?.kind === 'action' ? step : undefined
}

function connectionOf(step: Step | undefined): string | null | undefined {
  if (step?.kind === 'action') return step.connectionId
  return step?.kind === 'trigger' && step.trigger.type === 'event' ? step.trigger.connectionId : undefined
}
