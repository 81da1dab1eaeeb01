import type { Step, StepKind, Trigger } from '@patchbay/flow/document'
import type { Mapping } from '@patchbay/flow/mapping'
import { waitWords } from '@patchbay/ui/duration-words'
import { mainValue } from './edit/step-sentence.ts'
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
  parallel: 'Several at once',
  wait: 'Wait',
  answer: 'Answer',
  stop: 'Stop',
}

/** The connector a step speaks to, if it does. */
export function connectorOf(step: Step): string | null {
  if (step.kind === 'action') return step.connector
  if (step.kind === 'trigger' && step.trigger.type === 'event') return step.trigger.connector
  return null
}

/** The second line of a node: app · object, or the step's rule in words. `sample`: the event the previews use. */
export function secondLine(step: Step, manifests: Manifests, sample: string | null = null): string {
  switch (step.kind) {
    case 'trigger':
      return triggerWords(step.trigger, manifests, sample)
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
      return loopRule(step.concurrency, step.onItemError)
    case 'parallel':
      return 'go on when all are done'
    case 'wait':
      return step.wait.kind === 'duration' ? durationOf(step.wait.ms) : untilOf(step.wait.at)
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
  }
}

function loopRule(concurrency: number, onItemError: 'stop' | 'continue'): string {
  const pace = concurrency === 1 ? 'one after the other' : `${concurrency} at a time`
  return onItemError === 'continue' ? `${pace}, failures do not stop it` : pace
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
