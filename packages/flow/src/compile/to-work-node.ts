import { callableVersion } from '../callable-version.ts'
import type { ActionStep, EventStep, LoopStep, Step, SubflowStep, TriggerStep } from '../document.ts'
import { byText } from '../graph.ts'
import type { Mapping } from '../mapping.ts'
import { inputSchema } from '../output-schema.ts'
import type { PlanField, WorkNode } from '../plan.ts'
import { defaultPolicy } from '../policy.ts'
import { isListOnly } from '../schema-at.ts'
import { actionOf, own, type ValidateOptions } from '../validate/validation.ts'
import { indexOf } from './index-of.ts'

type Context = { indexes: ReadonlyMap<string, number>; options: ValidateOptions }

export function toWorkNode(step: Step, context: Context): WorkNode {
  const { name } = step
  switch (step.kind) {
    case 'trigger':
      return { name, kind: 'trigger', answer: answerOf(step) }
    case 'action':
      return toActionWork(step, context.options)
    case 'branch':
      return { name, kind: 'branch', cases: step.cases.map(({ id, condition }) => ({ id, condition })) }
    case 'filter':
      return { name, kind: 'filter', condition: step.condition }
    case 'set':
      return { name, kind: 'set', fields: byName(step.fields) }
    case 'loop':
      return { name, kind: 'loop', list: step.list, ...loopExtras(step, context) }
    case 'repeat':
      return { name, kind: 'repeat', until: step.until }
    case 'parallel':
    case 'scope':
      return { name, kind: step.kind }
    case 'event':
      return toEventWork(step)
    case 'approval': {
      const { question, facts, approvers, form, deadlineMs, remindMs } = step
      return { name, kind: 'approval', question, facts, approvers, form, deadlineMs, remindMs }
    }
    case 'subflow':
      return toSubflowWork(step, context.options)
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
    fields: action.fields.flatMap((field): PlanField[] => {
      const { name, label, required } = field
      const mapping = own(step.input, name)
      const list = isListOnly(inputSchema(action, field)) ? { list: true as const } : {}
      return mapping === undefined ? [] : [{ name, label, required, ...list, mapping }]
    }),
    effect: action.effect,
    idempotency: action.idempotency,
    policy: { ...policy, retryOn: [...policy.retryOn].sort(byText) },
    onUnknown: step.onUnknown ?? action.onUnknown,
    onAuthFailure: step.onAuthFailure ?? 'wait',
    ...(step.ifFails === undefined ? {} : { ifFails: step.ifFails }),
  }
}

function loopExtras({ batchSize, collect }: LoopStep, { indexes }: Context): { batchSize?: number; collect?: number } {
  return {
    ...(batchSize === undefined || batchSize === 1 ? {} : { batchSize }),
    ...(collect === undefined ? {} : { collect: indexOf(indexes, collect) }),
  }
}

/** Which account it listens to and with what parameters is the subscription's, which publishing sets up. */
function toEventWork({ name, connector, event, match, timeoutMs, lookBackMs }: EventStep): WorkNode {
  return { name, kind: 'event', connector, event, match, timeoutMs, lookBackMs }
}

function toSubflowWork(step: SubflowStep, options: ValidateOptions): WorkNode {
  const { name, flowId, versionId, mode } = step
  if (flowId === null) throw new Error(`Step ${step.id} names no flow, although the document was found valid.`)
  const takes = callableVersion(options.flows, step)?.input ?? []
  // None is required by the plan: what is needed may change with what is live, and the call holds it against that.
  const fields = byName(step.input).map((field): PlanField => {
    const known = takes.find((one) => one.name === field.name)
    return known === undefined ? field : { ...field, label: known.label }
  })
  return { name, kind: 'subflow', flowId, versionId, mode, fields }
}

/** By name, because a database may hand back a document's keys in any order. A value that is missing is left out. */
function byName(fields: Record<string, Mapping>): PlanField[] {
  return Object.entries(fields)
    .sort(([a], [b]) => byText(a, b))
    .map(([name, mapping]) => ({ name, label: name, required: false, mapping }))
}
