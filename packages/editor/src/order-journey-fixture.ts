import type { Edge, FlowDocument, Step } from '@patchbay/flow/document'
import type { Condition } from '@patchbay/flow/mapping'

/** Only for tests: the shape of the flow that every workspace begins with, names and ways as they are there. */
export function orderJourneyFixture(): FlowDocument {
  return { schemaVersion: 1, steps, edges: chains.flatMap(edgesOf), notes: [] }
}

const position = { x: 0, y: 0 }

const asks = (from: string, field: string, operator: 'is_true' | 'is_empty' | 'is_not_empty'): Condition => ({
  kind: 'compare',
  left: { kind: 'reference', ref: { from, path: [field] } },
  operator,
})

const call = (id: string, connector: string, name: string): Step => ({
  id,
  name,
  kind: 'action',
  connector,
  action: 'call',
  connectionId: null,
  input: {},
  position,
})

const stop = (id: string, name: string): Step => ({ id, name, kind: 'stop', position, outcome: 'succeeded' })

const steps: Step[] = [
  {
    id: 'order',
    name: 'When an order is placed',
    kind: 'trigger',
    position,
    trigger: { type: 'event', connector: 'shopify', event: 'orderCreated', connectionId: null, params: {} },
  },
  call('payment', 'stripe', 'Look up the payment'),
  call('current', 'shopify', 'Read the order as it is now'),
  {
    id: 'check',
    name: 'Can this order go out?',
    kind: 'branch',
    position,
    cases: [
      { id: 'cancelled', label: 'Cancelled', condition: asks('current', 'cancelledAt', 'is_not_empty') },
      { id: 'declined', label: 'Payment failed', condition: asks('payment', 'status', 'is_empty') },
      { id: 'noAddress', label: 'No address', condition: asks('current', 'shippingAddress', 'is_empty') },
      { id: 'captured', label: 'Paid already', condition: asks('payment', 'captured', 'is_true') },
    ],
    otherwiseLabel: 'Yes',
  },
  stop('endCancelled', 'Stop: the order was cancelled'),
  call('askAddress', 'sendgrid', 'Ask for the address'),
  stop('endNoAddress', 'Stop: the address is missing'),
  call('capture', 'stripe', 'Capture the payment'),
  call('askCard', 'sendgrid', 'Ask for another card'),
  stop('endUnpaid', 'Stop: not paid'),
  call('stock', 'shopify', 'Look at the shelves'),
  {
    id: 'shelves',
    name: 'Is everything in stock?',
    kind: 'branch',
    position,
    cases: [
      { id: 'all', label: 'In stock', condition: asks('stock', 'allAvailable', 'is_true') },
      { id: 'some', label: 'A part of it', condition: asks('stock', 'items', 'is_not_empty') },
    ],
    otherwiseLabel: 'Sold out',
  },
  call('takeStock', 'shopify', 'Take it off the shelves'),
  call('label', 'easypost', 'Buy the cheapest label'),
  call('ship', 'shopify', 'Mark it as shipped'),
  call('mailTracking', 'sendgrid', 'E-mail the tracking link'),
  call('contact', 'hubspot', 'Update the customer'),
  call('tagContact', 'shopify', 'Tag it: customer not updated'),
  call('takePart', 'shopify', 'Take what is there'),
  call('labelPart', 'easypost', 'Buy a label for this part'),
  call('shipPart', 'shopify', 'Mark this part as shipped'),
  call('tagPart', 'shopify', 'Tag it: partly shipped'),
  call('mailPart', 'sendgrid', 'E-mail that a part is coming'),
  call('refund', 'stripe', 'Give the money back'),
  call('tagSoldOut', 'shopify', 'Tag it: out of stock'),
  call('mailSoldOut', 'sendgrid', 'E-mail that it is sold out'),
  stop('endSoldOut', 'Stop: sold out'),
]

const chains = [
  'order > payment > current > check',
  'check.cancelled > endCancelled',
  'check.declined > askCard > endUnpaid',
  'check.noAddress > askAddress > endNoAddress',
  'check.captured > stock',
  'check.otherwise > capture > stock > shelves',
  'capture.error > askCard',
  'shelves.all > takeStock > label > ship > mailTracking',
  'ship > contact',
  'contact.error > tagContact',
  'shelves.some > takePart > labelPart > shipPart > tagPart > mailPart',
  'shelves.otherwise > refund > tagSoldOut > mailSoldOut > endSoldOut',
]

function edgesOf(chain: string): Edge[] {
  const places = chain.split(' > ')
  return places.slice(1).map((to, index): Edge => {
    const [from = '', port = 'out'] = (places[index] ?? '').split('.')
    return { id: `${from}_${port}_${to}`, from, port, to }
  })
}
