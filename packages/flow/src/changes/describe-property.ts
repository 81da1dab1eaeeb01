import type { ActionManifest } from '@patchbay/connector-sdk/manifest'
import { describeCondition, describeMapping, inWords } from '../describe.ts'
import type { ActionStep, FlowDocument, Step, StepPolicy, Trigger } from '../document.ts'
import type { Mapping } from '../mapping.ts'
import { defaultPolicy } from '../policy.ts'
import { own } from '../validate/validation.ts'
import { describeControl } from './describe-control.ts'
import { describeTrigger } from './describe-trigger.ts'
import type { ChangeContext, PropertyWords } from './property-words.ts'
import { waitInWords } from './wait-in-words.ts'

export type { ChangeContext, PropertyWords }

/** A setting of a step as a sentence in three pieces; what is not set is told of as such. */
export function describeProperty(
  at: { document: FlowDocument; step: Step; context: ChangeContext },
  property: string,
): PropertyWords {
  const { step } = at
  const [head = '', ...rest] = property.split('.')
  if ((head === 'input' || head === 'fields') && rest.length > 0) return describeField(at, rest.join('.'))
  switch (property) {
    case 'name':
      return { subject: 'It', verb: 'is called', words: `“${step.name}”` }
    case 'note':
      return said('Its note', step.note === undefined ? 'none' : `“${step.note}”`)
    case 'outputSchema':
      return said(
        'What it gives',
        step.outputSchema === undefined ? 'what its app says' : 'learnt from a sample or edited',
      )
    case 'parent':
      return { subject: 'It', verb: 'stands', words: describePlace(at.document, step) }
    case 'connectionId':
      return { subject: 'It', verb: 'uses', words: describeConnection(at.context, connectionIdOf(step)) }
    case 'does':
      return { subject: 'It', verb: 'does', words: describeAction(at.context, step) }
    case 'trigger':
      return {
        subject: 'It',
        verb: 'starts',
        words: step.kind === 'trigger' ? startWords(step.trigger, at.context) : 'nothing',
      }
    case 'policy':
      return { subject: 'It', verb: 'is tried', words: describePolicy(at.context, step) }
    default:
      return describeKindProperty(at, property)
  }
}

type At = { document: FlowDocument; step: Step; context: ChangeContext }

function describeField({ document, step, context }: At, name: string): PropertyWords {
  const mapping = fieldsOf(step)[name]
  const subject = fieldLabel(step, name, context)
  const chosen = choiceWords(step, name, context)
  if (chosen !== null) return { subject, verb: 'is', words: chosen }
  if (mapping === undefined) return { subject, verb: 'is', words: 'empty' }
  const words = describeMapping(document, mapping)
  if (mapping.kind === 'reference') return { subject, verb: 'comes from', words }
  if (mapping.kind === 'expression') return { subject, verb: 'is worked out as', words }
  return { subject, verb: 'is', words }
}

function fieldsOf(step: Step): Readonly<Record<string, Mapping | undefined>> {
  if (step.kind === 'action' || step.kind === 'subflow') return step.input
  return step.kind === 'set' ? step.fields : {}
}

function fieldLabel(step: Step, name: string, context: ChangeContext): string {
  return fieldOf(step, name, context)?.label ?? inWords(name)
}

/** A choice by its label; where nothing was chosen, the one that then counts. */
function choiceWords(step: Step, name: string, context: ChangeContext): string | null {
  if (step.kind !== 'action') return null
  const field = fieldOf(step, name, context)
  const mapping = step.input[name]
  const value = mapping === undefined ? field?.default : mapping.kind === 'constant' ? mapping.value : undefined
  const label = field?.choices?.find((choice) => choice.value === value)?.label
  return label === undefined ? null : `“${label}”`
}

function fieldOf(step: Step, name: string, { manifests }: ChangeContext) {
  if (step.kind !== 'action') return undefined
  return actionOf(manifests, step)?.fields.find((field) => field.name === name)
}

function describeKindProperty(at: At, property: string): PropertyWords {
  const { document, step } = at
  const control = describeControl(at, property)
  if (control !== null) return control
  if (property === 'condition' && step.kind === 'filter')
    return { subject: 'It', verb: 'goes on when', words: describeCondition(document, step.condition) }
  if (property === 'cases' && step.kind === 'branch') {
    const ways = step.cases.map(({ label, condition }) => `${label} when ${describeCondition(document, condition)}`)
    return said('Its ways', ways.length === 0 ? 'none' : ways.join('; '))
  }
  if (property === 'list' && step.kind === 'loop')
    return { subject: 'It', verb: 'goes over', words: describeMapping(document, step.list) }
  if (property === 'concurrency' && step.kind === 'loop')
    return { subject: 'It', verb: 'takes', words: `${step.concurrency} at a time` }
  if (property === 'onItemError' && step.kind === 'loop')
    return {
      subject: 'When one fails, it',
      verb: '',
      words: step.onItemError === 'stop' ? 'stops' : 'goes on with the next',
    }
  if (property === 'wait' && step.kind === 'wait')
    return { subject: 'It', verb: 'waits', words: describeWait(document, step) }
  if (property === 'onUnknown' && step.kind === 'action') {
    const words = { may_repeat: 'may repeat', decide: 'asks a person', default: 'does what its app proposes' }
    return {
      subject: 'If nobody knows whether it went through, it',
      verb: '',
      words: words[step.onUnknown ?? 'default'],
    }
  }
  if (property === 'onAuthFailure' && step.kind === 'action')
    return {
      subject: 'If the key is refused, it',
      verb: '',
      words: step.onAuthFailure === 'fail' ? 'fails' : 'waits until it is mended',
    }
  return describeAny({ document, step }, property)
}

/** Settings of kinds that have no words of their own yet: by name and value. */
function describeAny({ document, step }: Pick<At, 'document' | 'step'>, property: string): PropertyWords {
  const value: unknown = Object.entries(step).find(([key]) => key === property)?.[1]
  if (value === undefined) return said(inWords(property), 'not set')
  if (typeof value === 'string') return said(inWords(property), `“${value}”`)
  if (typeof value === 'number') return said(inWords(property), String(value))
  if (typeof value === 'boolean') return said(inWords(property), value ? 'yes' : 'no')
  const mapping = mappingOf(step, property)
  return said(inWords(property), mapping === undefined ? 'set up anew' : describeMapping(document, mapping))
}

function mappingOf(step: Step, property: string) {
  if (step.kind === 'answer' && property === 'status') return step.status
  if (step.kind === 'answer' && property === 'body') return step.body
  return step.kind === 'stop' && property === 'message' ? step.message : undefined
}

const said = (subject: string, words: string): PropertyWords => ({ subject, verb: 'is', words })

function describePlace(document: FlowDocument, step: Step): string {
  if (step.parent === undefined) return 'on the canvas'
  const container = document.steps.find(({ id }) => id === step.parent)
  const lane = step.lane === undefined ? '' : step.lane === 'catch' ? ', for when it fails' : ', always at the end'
  return container === undefined ? 'in a container that is gone' : `in “${container.name}”${lane}`
}

export function connectionIdOf(step: Step): string | null {
  if (step.kind === 'action' || step.kind === 'event') return step.connectionId
  return step.kind === 'trigger' && step.trigger.type === 'event' ? step.trigger.connectionId : null
}

export function describeConnection({ connections }: ChangeContext, connectionId: string | null): string {
  if (connectionId === null) return 'no connection yet'
  return connections.find(({ id }) => id === connectionId)?.name ?? 'a connection that is gone'
}

/** "EasyPost: Buy a label"; of a control what kind it is. */
export function describeAction({ manifests }: Pick<ChangeContext, 'manifests'>, step: Step): string {
  if (step.kind !== 'action') return KINDS[step.kind] ?? inWords(step.kind)
  const connector = own(manifests, step.connector)
  return `${connector?.title ?? step.connector}: ${actionOf(manifests, step)?.title ?? step.action}`
}

/** What its connector says of an action; the names in a draft may be anything. */
export const actionOf = (manifests: ChangeContext['manifests'], step: ActionStep): ActionManifest | undefined =>
  own(own(manifests, step.connector)?.actions ?? {}, step.action)

const KINDS: Readonly<Record<string, string>> = {
  trigger: 'what starts the flow',
  branch: 'a branch',
  filter: 'a filter',
  set: 'values set',
  loop: 'a loop over a list',
  repeat: 'steps again and again',
  parallel: 'steps side by side',
  scope: 'steps that are tried',
  wait: 'a wait',
  event: 'a wait for an event',
  approval: 'a question to people',
  subflow: 'a run of another flow',
  answer: 'the answer to the caller',
  stop: 'the end of the run',
}

const startWords = (trigger: Trigger, { manifests }: ChangeContext): string => {
  const words = describeTrigger(trigger, manifests)
  return words.charAt(0).toLowerCase() + words.slice(1)
}

export function describeWait(document: FlowDocument, step: Step & { kind: 'wait' }): string {
  const { wait } = step
  if (wait.kind === 'until') return `until ${describeMapping(document, wait.at)}`
  const { ms } = wait
  return ms.kind === 'constant' && typeof ms.value === 'number' ? waitInWords(ms.value) : describeMapping(document, ms)
}

/** "up to 6 times, first after 2 s, then 3 × as long each time, up to 10 min; 10 s for each try". */
export function describePolicy({ manifests }: ChangeContext, step: Step): string {
  if (step.kind !== 'action') return 'once'
  const action = actionOf(manifests, step)
  if (action === undefined && step.policy === undefined) return 'as its app proposes'
  const policy: Partial<StepPolicy> = { ...(action === undefined ? {} : defaultPolicy(action)), ...step.policy }
  const { maxAttempts, initialDelayMs, backoff, maxDelayMs, timeoutMs } = policy
  const pieces = [maxAttempts === 1 ? 'once' : `up to ${maxAttempts ?? 'as many as usual'} times`]
  if (maxAttempts !== 1 && initialDelayMs !== undefined) {
    const grows = backoff === undefined || backoff === 1 ? '' : `, then ${backoff} × as long each time`
    const most = backoff === 1 || maxDelayMs === undefined ? '' : `, up to ${waitInWords(maxDelayMs)}`
    pieces.push(`first again after ${waitInWords(initialDelayMs)}${grows}${most}`)
  }
  if (timeoutMs !== undefined) pieces.push(`${waitInWords(timeoutMs)} for each try`)
  return pieces.join('; ')
}
