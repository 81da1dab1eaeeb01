import type { FlowDocument, Step, StepKind, Trigger } from '@patchbay/flow/document'
import type { Mapping } from '@patchbay/flow/mapping'
import { waitWords } from '@patchbay/ui/duration-words'
import { containerRule } from './container-rule.ts'
import { mainValue } from './edit/step-sentence.ts'
import { roughWords } from './inspector/durations.ts'
import type { Manifests } from './manifests.ts'
import { scheduleWords } from './schedule-words.ts'

/** The word for a kind, where the step's own sentence does not say it. */
export const kindWord: Record<StepKind, string> = {
  trigger: 'Start',
  action: 'Action',
  branch: 'Branch',
  filter: 'Filter',
  set: 'Set values',
  loop: 'Loop',
  repeat: 'Repeat',
  parallel: 'Several at once',
  scope: 'Try',
  wait: 'Wait',
  event: 'Wait for an event',
  approval: 'Approval',
  subflow: 'Another flow',
  answer: 'Answer',
  stop: 'Stop',
}

/** The connector a step speaks to, if it does. */
export function connectorOf(step: Step): string | null {
  if (step.kind === 'action') return step.connector
  if (step.kind === 'trigger' && step.trigger.type === 'event') return step.trigger.connector
  return null
}

/** `sample`: the event the previews use. `flowName`: of the flow that a step runs. */
export type LineContext = {
  sample?: string | null
  document?: FlowDocument
  flowName?: (flowId: string) => string | null
}

/** The app whose account a step uses: also where its own sign stands on the node. */
export function appOf(step: Step): string | null {
  return step.kind === 'event' ? step.connector : connectorOf(step)
}

/** The second line of a node: app · object, or the step's rule in words. */
export function secondLine(step: Step, manifests: Manifests, context: LineContext = {}): string {
  switch (step.kind) {
    case 'trigger':
      return triggerWords(step.trigger, manifests, context.sample ?? null)
    case 'action':
      return joined(
        titleOf(step.connector, manifests),
        mainValue(step, manifests) ?? manifests[step.connector]?.actions[step.action]?.title ?? step.action,
      )
    case 'branch':
      return `Branch · ${step.cases.length + 1} ways`
    case 'filter':
      return 'Goes on only when it holds'
    case 'set':
      return `Sets ${count(Object.keys(step.fields).length, 'value')}`
    case 'loop':
    case 'repeat':
    case 'parallel':
    case 'scope':
      return containerRule(step, context.document ?? null)
    case 'wait':
      return step.wait.kind === 'duration' ? durationOf(step.wait.ms) : untilOf(step.wait.at)
    case 'event':
      return joined(
        titleOf(step.connector, manifests),
        lowered(manifests[step.connector]?.triggers[step.event]?.title ?? step.event),
      )
    case 'approval':
      return approversWords(step)
    case 'subflow':
      return subflowWords(step, context)
    case 'answer':
      return 'Answers the caller'
    case 'stop':
      return { succeeded: 'Ends the run well', failed: 'Ends the run as failed', cancelled: 'Cancels the run' }[
        step.outcome
      ]
  }
}

export type Safety = { kind: 'once' | 'read' | 'unsafe'; words: string }

/** What a repeat would do outside: icon and words at a node's foot. Nothing for steps that touch nothing. */
export function safetyOf(step: Step, manifests: Manifests): Safety | null {
  if (step.kind !== 'action') return null
  const action = manifests[step.connector]?.actions[step.action]
  if (action === undefined || action.effect === 'pure') return null
  if (action.effect === 'read') return { kind: 'read', words: 'Only reads' }
  if (action.idempotency.kind === 'none') return { kind: 'unsafe', words: 'Not repeat-safe' }
  return { kind: 'once', words: 'Applied once' }
}

export function titleOf(connector: string, manifests: Manifests): string {
  return manifests[connector]?.title ?? connector
}

function triggerWords(trigger: Trigger, manifests: Manifests, sample: string | null): string {
  switch (trigger.type) {
    case 'event': {
      const event = manifests[trigger.connector]?.triggers[trigger.event]?.title ?? trigger.event
      return joined(titleOf(trigger.connector, manifests), sample === null ? event : lowered(sample))
    }
    case 'webhook':
      return 'A web address is called'
    case 'schedule':
      return scheduleWords(trigger.schedule)
    case 'manual':
      return 'Started by hand'
    case 'api':
      return 'Started by the API'
    case 'call':
      return 'Started by another flow'
  }
}

function approversWords({ approvers, deadlineMs }: Extract<Step, { kind: 'approval' }>): string {
  const { people, role } = approvers
  const named = people.length === 0 ? [] : [people.length === 1 ? '1 person' : `${people.length} people`]
  const whom = [...named, ...(role === null ? [] : [roleWords[role]])].join(' and ')
  return `Asks ${whom === '' ? 'nobody yet' : whom} · ${roughWords(deadlineMs)}`
}

const roleWords = {
  owner: 'the owner',
  admin: 'any admin',
  editor: 'any editor',
  operator: 'any operator',
} as const

function subflowWords({ flowId, mode }: Extract<Step, { kind: 'subflow' }>, { flowName }: LineContext): string {
  if (flowId === null) return 'No flow chosen yet'
  const name = flowName?.(flowId) ?? null
  const flow = name === null ? 'another flow' : `“${name}”`
  return mode === 'wait' ? `Runs ${flow}` : `Starts ${flow}`
}

function durationOf(ms: Mapping): string {
  return ms.kind === 'constant' && typeof ms.value === 'number'
    ? `Waits ${waitWords(ms.value)}`
    : 'Waits as long as mapped'
}

function untilOf(at: Mapping): string {
  return at.kind === 'constant' && typeof at.value === 'string' ? `Until ${at.value}` : 'Until a mapped time'
}

const joined = (app: string, object: string) => (object === '' ? app : `${app} · ${object}`)
const lowered = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)
const count = (many: number, noun: string) => (many === 1 ? `1 ${noun}` : `${many} ${noun}s`)
