import type { Step } from '../document.ts'
import { succeed } from '../result.ts'
import { own } from '../validate/validation.ts'
import { changeStep, defineOperation, findStep, refuseKind } from './define-operation.ts'

/** One field of an action's or a sub-flow's input, or of a set step; null empties it. */
export const setInput = defineOperation<'setInput'>({
  apply: (document, { stepId, field, mapping }) =>
    changeStep(document, stepId, (step) => {
      if (step.kind === 'action' || step.kind === 'subflow')
        return succeed({ ...step, input: withField(step.input, field, mapping) })
      if (step.kind === 'set') return succeed({ ...step, fields: withField(step.fields, field, mapping) })
      return refuseKind(step, 'fields to map')
    }),
  undo: (before, operation) => {
    const step = findStep(before, operation.stepId)
    if (step?.kind !== 'action' && step?.kind !== 'subflow' && step?.kind !== 'set') return null
    const fields = step.kind === 'set' ? step.fields : step.input
    return { ...operation, mapping: own(fields, operation.field) ?? null }
  },
})

/** The account that an action, a wait for an event or an event trigger uses; null for none yet. */
export const setConnection = defineOperation<'setConnection'>({
  apply: (document, { stepId, connectionId }) =>
    changeStep(document, stepId, (step) => {
      if (step.kind === 'action' || step.kind === 'event') return succeed({ ...step, connectionId })
      if (step.kind === 'trigger' && step.trigger.type === 'event')
        return succeed({ ...step, trigger: { ...step.trigger, connectionId } })
      return refuseKind(step, 'connection')
    }),
  undo: (before, operation) => {
    const connectionId = connectionOf(findStep(before, operation.stepId))
    return connectionId === undefined ? null : { ...operation, connectionId }
  },
})

function withField<T>(fields: Record<string, T>, name: string, value: T | null): Record<string, T> {
  const { [name]: _old, ...rest } = fields
  return value === null ? rest : { ...rest, [name]: value }
}

function connectionOf(step: Step | undefined): string | null | undefined {
  if (step?.kind === 'action' || step?.kind === 'event') return step.connectionId
  return step?.kind === 'trigger' && step.trigger.type === 'event' ? step.trigger.connectionId : undefined
}
