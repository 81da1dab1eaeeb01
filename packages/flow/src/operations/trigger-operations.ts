import { succeed } from '../result.ts'
import { changeStep, defineOperation, findStep, refuseKind } from './define-operation.ts'

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

/** How events become runs; null: each one at once, in no order but what its app names. */
export const setTriggerRules = defineOperation<'setTriggerRules'>({
  apply: (document, operation) =>
    changeStep(document, operation.stepId, (step) => {
      if (step.kind !== 'trigger') return refuseKind(step, 'rules for runs')
      const { runs: _old, ...rest } = step
      return succeed(operation.runs === null ? rest : { ...rest, runs: operation.runs })
    }),
  undo: (before, operation) => {
    const step = findStep(before, operation.stepId)
    return step?.kind === 'trigger' ? { ...operation, runs: step.runs ?? null } : null
  },
})
