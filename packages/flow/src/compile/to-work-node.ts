import type { ActionStep, SetStep, Step, TriggerStep } from '../document.ts'
import { byText } from '../graph.ts'
import type { PlanField, WorkNode } from '../plan.ts'
import { defaultPolicy } from '../policy.ts'
import { actionOf, own, type ValidateOptions } from '../validate/validation.ts'

export function toWorkNode(step: Step, options: ValidateOptions): WorkNode {
  const { name } = step
  switch (step.kind) {
    case 'trigger':
      return { name, kind: 'trigger', answer: answerOf(step) }
    case 'action':
      return toActionWork(step, options)
    case 'branch':
      return { name, kind: 'branch', cases: step.cases.map(({ id, condition }) => ({ id, condition })) }
    case 'filter':
      return { name, kind: 'filter', condition: step.condition }
    case 'set':
      return { name, kind: 'set', fields: setFields(step) }
    case 'loop':
      return { name, kind: 'loop', list: step.list }
    case 'parallel':
      return { name, kind: 'parallel' }
    case 'wait':
      return { name, kind: 'wait', wait: step.wait }
    case 'answer':
      return { name, kind: 'answer', status: step.status, body: step.body }
    case 'stop':
      return { name, kind: 'stop', outcome: step.outcome, message: step.message ?? null }
  }
}

function answerOf({ trigger }: TriggerStep) {
  return trigger.type === 'webhook' ? trigger.answer : null
}

function toActionWork(step: ActionStep, options: ValidateOptions): WorkNode {
  const called = actionOf(options, step)
  if (called === null)
    throw new Error(`Step ${step.id} calls an unknown action, although the document was found valid.`)
  const { action } = called
  const policy = { ...defaultPolicy(action), ...step.policy }
  return {
    name: step.name,
    kind: 'action',
    connector: step.connector,
    action: step.action,
    connectionId: step.connectionId,
    fields: action.fields.flatMap(({ name, label, required }): PlanField[] => {
      const mapping = own(step.input, name)
      return mapping === undefined ? [] : [{ name, label, required, mapping }]
    }),
    effect: action.effect,
    idempotency: action.idempotency,
    policy: { ...policy, retryOn: [...policy.retryOn].sort(byText) },
    onUnknown: step.onUnknown ?? action.onUnknown,
    onAuthFailure: step.onAuthFailure ?? 'wait',
  }
}

/** By name, because a database may hand back a document's keys in any order. A set value that is missing is left out. */
function setFields(step: SetStep): PlanField[] {
  return Object.entries(step.fields)
    .sort(([a], [b]) => byText(a, b))
    .map(([name, mapping]) => ({ name, label: name, required: false, mapping }))
}
