import type { Edge, FlowDocument, Step } from '@patchbay/flow/document'
import type { Manifests } from './manifests.ts'

const position = { x: 0, y: 0 }
const nothing = { kind: 'constant', value: null } as const

/** Only for tests: a flow with a choice, an error path, a parallel and a loop. */
export function sampleFlow(): FlowDocument {
  return {
    schemaVersion: 1,
    steps,
    edges: edges.map(([from, port, to]) => ({ id: `${from}-${port}-${to}`, from, port, to })),
    notes: [],
  }
}

export const sampleManifests: Manifests = {
  shopify: { title: 'Shopify', actions: {}, triggers: { paid: { title: 'Order paid' } } },
  stripe: {
    title: 'Stripe',
    triggers: {},
    actions: {
      capture: { title: 'Capture a payment', effect: 'upsert', idempotency: { kind: 'key' } },
      read: { title: 'Read a payment', effect: 'read', idempotency: { kind: 'natural' } },
    },
  },
  mail: {
    title: 'SendGrid',
    triggers: {},
    actions: { send: { title: 'Send an e-mail', effect: 'create', idempotency: { kind: 'none' } } },
  },
}

const action = (id: string, connector: string, name: string, parent?: string): Step => ({
  id,
  name,
  kind: 'action',
  connector,
  action: connector === 'mail' ? 'send' : 'capture',
  connectionId: null,
  input: {},
  position,
  ...(parent === undefined ? {} : { parent }),
})

const steps: Step[] = [
  action('tell', 'mail', 'Tell the stock team'),
  {
    id: 'start',
    name: 'When an order is paid',
    kind: 'trigger',
    position,
    trigger: { type: 'event', connector: 'shopify', event: 'paid', connectionId: null, params: {} },
  },
  action('capture', 'stripe', 'Capture the payment'),
  action('card', 'mail', 'Ask for another card'),
  {
    id: 'stock',
    name: 'Is everything in stock?',
    kind: 'branch',
    position,
    otherwiseLabel: 'Something missing',
    cases: [{ id: 'yes', label: 'In stock', condition: { kind: 'compare', left: nothing, operator: 'is_true' } }],
  },
  { id: 'both', name: 'Two at once', kind: 'parallel', position },
  action('a', 'stripe', 'Buy the label', 'both'),
  action('b', 'mail', 'Print the slip', 'both'),
  { id: 'each', name: 'For each parcel', kind: 'loop', position, list: nothing, concurrency: 4, onItemError: 'stop' },
  action('ship', 'stripe', 'Mark it as shipped', 'each'),
  action('link', 'mail', 'E-mail the tracking link', 'each'),
  { id: 'end', name: 'Stop', kind: 'stop', position, outcome: 'succeeded' },
]

const edges: [Edge['from'], Edge['port'], Edge['to']][] = [
  ['start', 'out', 'capture'],
  ['capture', 'error', 'card'],
  ['capture', 'out', 'stock'],
  ['stock', 'otherwise', 'tell'],
  ['stock', 'yes', 'both'],
  ['both', 'out', 'each'],
  ['ship', 'out', 'link'],
  ['each', 'out', 'end'],
  ['tell', 'out', 'end'],
]
