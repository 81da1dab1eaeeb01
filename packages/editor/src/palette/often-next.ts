import type { FlowDocument, Step } from '@patchbay/flow/document'
import { wordsOf } from './search-choices.ts'
import type { StepChoice } from './step-choice.ts'
import type { StepChoices } from './step-choices.ts'

export type OftenNext = { title: string; choices: StepChoice[] }

type Habit = { about: RegExp; what: string; next: string }

/** What usually follows in a shop, by what a step is about; the first line that fits counts. Keys' ends, best first. */
const habits: readonly Habit[] = [
  { about: /label|shipment/, what: 'a label', next: 'createFulfillment sendMail upsertContact' },
  { about: /fulfil|ship/, what: 'shipping', next: 'sendMail upsertContact tagOrder' },
  { about: /refund/, what: 'a refund', next: 'sendMail tagOrder adjustInventory' },
  { about: /pay|charge|intent/, what: 'a payment', next: 'checkStock sendMail' },
  { about: /stock|inventory/, what: 'looking at the stock', next: 'buyLabel sendMail' },
  { about: /email|mail/, what: 'an e-mail', next: 'tagOrder upsertContact' },
  { about: /contact|customer/, what: 'updating a customer', next: 'sendMail tagOrder' },
  { about: /track/, what: 'tracking', next: 'sendMail createFulfillment' },
  { about: /order/, what: 'an order', next: 'retrievePaymentIntent checkStock sendMail' },
  { about: /schedule|morning/, what: 'a schedule', next: 'read sendMail' },
  { about: /check|which|stock/, what: 'a choice', next: 'sendMail' },
]

const usual = 'sendMail upsertContact'

/** The three steps most often put after one. */
export function oftenNext(choices: StepChoices, document: FlowDocument, after: Step | null): OftenNext | null {
  if (after === null || after.kind === 'stop') return null
  const about = wordsOf(aboutOf(after)).join(' ')
  const habit = habits.find((each) => each.about.test(about))
  const there = new Set(document.edges.flatMap((edge) => (edge.from === after.id ? [keyOf(document, edge.to)] : [])))
  const keys = `${habit?.next ?? ''} ${usual}`.split(' ').filter((key) => key !== '')
  const found = [...new Set(keys)].flatMap((end): StepChoice[] => {
    const fitting = choices.all.filter(
      ({ key, starts, group }) => group === 'app' && key.endsWith(`.${end}`) && !starts,
    )
    const best = fitting.find((choice) => choice.connected && choice.connector !== null) ?? fitting[0]
    return best === undefined || there.has(best.key) || best.key === keyOf(document, after.id) ? [] : [best]
  })
  if (found.length === 0) return null
  return { title: habit === undefined ? 'Often next' : `Often next after ${habit.what}`, choices: found.slice(0, 3) }
}

function aboutOf(step: Step): string {
  if (step.kind === 'action') return `${step.action.replace(/([A-Z])/g, ' $1')} ${step.name}`
  if (step.kind === 'trigger' && step.trigger.type === 'event')
    return `${step.trigger.event.replace(/([A-Z])/g, ' $1')} ${step.name}`
  return step.kind === 'trigger' ? step.trigger.type : step.kind === 'branch' ? 'which' : step.name
}

function keyOf(document: FlowDocument, stepId: string): string {
  const step = document.steps.find(({ id }) => id === stepId)
  if (step === undefined) return ''
  return step.kind === 'action' ? `${step.connector}.${step.action}` : `control.${step.kind}`
}
