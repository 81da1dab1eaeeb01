import { compare, constant, expression, flow, inside, object, ref, type Step, step, words } from './draw.ts'
import type { ShopSteps } from './shop-steps.ts'

/** A small flow for each control step, as a shop would draw it. */

const HOUR_MS = 3_600_000

export const sorted = (steps: ShopSteps) =>
  flow(
    [
      steps.order('orderCreated'),
      step('check', 'branch', 'Can this order go out?', {
        cases: [
          {
            id: 'nowhere',
            label: 'No address',
            condition: compare('order.shipping_address', 'is_empty'),
          },
          {
            id: 'big',
            label: 'Large, and new',
            condition: {
              kind: 'all',
              of: [compare('order.total_price', 'at_least', 500), compare('order.tags', 'not_contains', 'known')],
            },
          },
        ],
        otherwiseLabel: 'Yes',
      }),
      steps.mail('where', 'Ask for the address', 'Where shall {order.name} go?'),
      steps.tag('hold', 'Hold it for a look', 'look'),
      steps.tag('go', 'Let it go out', 'ready'),
    ],
    'order > check',
    'check.nowhere > where',
    'check.big > hold',
    'check.otherwise > go',
  )

export const byCountry = (steps: ShopSteps) =>
  flow(
    [
      steps.order(),
      step('zone', 'branch', 'Where does it go?', {
        cases: [
          { id: 'se', label: 'Sweden', condition: compare('order.shipping_address.country_code', 'equals', 'SE') },
          { id: 'dk', label: 'Denmark', condition: compare('order.shipping_address.country_code', 'equals', 'DK') },
        ],
        otherwiseLabel: 'Elsewhere',
      }),
      steps.tag('home', 'Tag it for PostNord', 'postnord'),
      steps.tag('near', 'Tag it for Bring', 'bring'),
      steps.tag('far', 'Tag it for customs', 'customs'),
    ],
    'order > zone',
    'zone.se > home',
    'zone.dk > near',
    'zone.otherwise > far',
  )

export const followed = (steps: ShopSteps) =>
  flow(
    [
      steps.order(),
      steps.label(),
      step('follow', 'repeat', 'Follow the parcel', {
        until: compare('moved.status', 'equals', 'delivered'),
        maxTimes: 40,
        delayMs: 60_000,
        atLimit: 'go_on',
      }),
      ...inside('follow', [steps.event('moved', 'Wait until it moves')]),
      steps.mail('thank', 'Thank the customer', 'Your order {order.name} has arrived'),
    ],
    'order > label > follow > thank',
  )

export const waiting = (steps: ShopSteps, wait: Record<string, unknown>, name: string) =>
  flow(
    [
      steps.order(),
      step('pause', 'wait', name, { wait }),
      steps.mail('thank', 'Ask how it was', 'How was {order.name}?'),
    ],
    'order > pause > thank',
  )

export const delivered = (steps: ShopSteps, event = 'orderPaid') =>
  flow(
    [
      steps.order(event),
      steps.label(),
      steps.event('delivered', 'Wait until it is delivered'),
      steps.mail('thank', 'Ask for a review', 'How was {order.name}?'),
      steps.teamMail('claim', 'Open a claim', 'Order {order.name} did not arrive'),
    ],
    'order > label > delivered > thank',
    'delivered.timeout > claim',
  )

export const asked = (steps: ShopSteps, event = 'orderPaid') =>
  flow(
    [
      steps.order(event),
      step('ask', 'approval', 'Ask whether it may ship', {
        question: words('May order {order.name} over {order.total_price} {order.currency} ship?'),
        facts: [
          { label: 'Customer', value: ref('order.email') },
          { label: 'Goods', value: expression('$join(steps.order.line_items.(quantity & " × " & title), ", ")') },
          { label: 'Goes to', value: words('{order.shipping_address.city}, {order.shipping_address.country_code}') },
        ],
        approvers: { people: [], role: 'owner' },
        form: [
          { name: 'limit', label: 'Insured up to', type: 'number', required: true },
          { name: 'why', label: 'Words to the desk', type: 'text', required: false },
        ],
        deadlineMs: 2 * HOUR_MS,
        remindMs: HOUR_MS,
      }),
      steps.tag('cleared', 'Tag it as cleared', 'cleared'),
      steps.tag('stopped', 'Tag it as stopped', 'do-not-ship'),
      steps.teamMail('silence', 'Tell the team that nobody answered', 'Order {order.name} still waits'),
    ],
    'order > ask',
    'ask.approved > cleared',
    'ask.refused > stopped',
    'ask.timeout > silence',
  )

export const answering = () =>
  flow(
    [
      step('call', 'trigger', 'When its address is called', {
        trigger: { type: 'webhook', auth: { kind: 'none' }, answer: { kind: 'flow', deadlineMs: 10_000 } },
      }),
      step('say', 'answer', 'Say what is in stock', {
        status: constant(200),
        body: object({ article: ref('call.body.article'), inStock: constant(12) }),
      }),
    ],
    'call > say',
  )

export const stopping = (steps: ShopSteps) =>
  flow(
    [
      steps.order('orderCreated'),
      step('paid', 'branch', 'Is it paid?', {
        cases: [{ id: 'no', label: 'Not paid', condition: compare('order.financial_status', 'not_equals', 'paid') }],
        otherwiseLabel: 'Paid',
      }),
      step('end', 'stop', 'Stop: not paid', {
        outcome: 'cancelled',
        message: words('Order {order.name} was never paid.'),
      }),
      steps.tag('go', 'Let it go out', 'ready'),
    ],
    'order > paid',
    'paid.no > end',
    'paid.otherwise > go',
  )
export function booking() {
  const called: Step = step('call', 'trigger', 'When another flow starts it', {
    trigger: {
      type: 'call',
      input: [
        { name: 'number', label: 'Order number', type: 'text', required: true },
        { name: 'total', label: 'Total', type: 'number', required: true },
      ],
      output: [{ name: 'entry', label: 'Entry', type: 'text', required: true }],
    },
  })
  return flow(
    [
      called,
      step('pause', 'wait', 'Wait for the ledger to open', {
        wait: { kind: 'duration', ms: constant(HOUR_MS) },
      }),
      step('give', 'answer', 'Give the entry', {
        status: constant(200),
        body: object({ entry: words('S-{call.number}') }),
      }),
    ],
    'call > pause > give',
  )
}
