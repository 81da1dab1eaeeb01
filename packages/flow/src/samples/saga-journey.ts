import type { FlowDocument, Step } from '../document.ts'
import type { Mapping } from '../mapping.ts'

/** A big order from a question to a parcel: every step that the first sample lacks, lanes, undos, a join of its own. */
export const sagaJourney: FlowDocument = {
  schemaVersion: 1,
  steps: [
    {
      ...at('order', 'When an order is paid', 0),
      kind: 'trigger',
      trigger: { type: 'event', connector: 'shopify', event: 'orderPaid', connectionId: 'con_shopify', params: {} },
      runs: {
        order: { key: from('order', 'id'), queue: null, whenOpen: 'queue', olderVersion: 'skip' },
        atOnce: 20,
      },
    },
    {
      ...at('ask', 'Ask the desk', 1),
      kind: 'approval',
      question: { kind: 'template', parts: [{ text: 'Ship order #' }, { ref: { from: 'order', path: ['number'] } }] },
      facts: [{ label: 'Total', value: from('order', 'totalCents') }],
      approvers: { people: ['ada'], role: 'operator' },
      form: [{ name: 'express', label: 'Send it express?', type: 'boolean', required: true }],
      deadlineMs: 86_400_000,
      remindMs: 3_600_000,
    },
    { ...at('ship', 'Ship it, or undo', 2), kind: 'scope', compensate: true },
    {
      ...at('charge', 'Charge the card', 0),
      parent: 'ship',
      kind: 'action',
      connector: 'stripe',
      action: 'capture',
      connectionId: 'con_stripe',
      input: { paymentIntentId: from('order', 'paymentIntentId') },
    },
    {
      ...at('giveBack', 'Give the money back', 0),
      parent: 'ship',
      kind: 'action',
      connector: 'stripe',
      action: 'capture',
      connectionId: 'con_stripe',
      input: { paymentIntentId: from('charge', 'id'), amountCents: constant(0) },
    },
    {
      ...at('parcels', 'For each line', 1),
      parent: 'ship',
      kind: 'loop',
      list: from('order', 'lines'),
      concurrency: 4,
      onItemError: 'stop',
      collect: 'label',
    },
    {
      ...at('label', 'Buy a label', 0),
      parent: 'parcels',
      kind: 'action',
      connector: 'easypost',
      action: 'buyLabel',
      connectionId: 'con_easypost',
      input: {
        reference: from('parcels', 'item', 'sku'),
        to: { kind: 'object', fields: { name: constant('x'), city: constant('y') } },
      },
      ifFails: { kind: 'ask' },
    },
    {
      ...at('excuse', 'Say sorry', 3),
      parent: 'ship',
      lane: 'catch',
      kind: 'action',
      connector: 'sendgrid',
      action: 'send',
      connectionId: 'con_sendgrid',
      input: {
        to: constant('desk@brindle.example'),
        subject: constant('It went wrong'),
        text: from('ship', 'error', 'message'),
      },
      onUnknown: 'may_repeat',
    },
    { ...at('count', 'Count it', 4), parent: 'ship', lane: 'finally', kind: 'set', fields: { done: constant(true) } },
    {
      ...at('track', 'Until it is handed over', 3),
      kind: 'repeat',
      until: { kind: 'compare', left: from('look', 'number'), operator: 'at_least', right: constant(1) },
      maxTimes: 5,
      delayMs: 60_000,
      atLimit: 'go_on',
    },
    {
      ...at('look', 'Look at the order', 0),
      parent: 'track',
      kind: 'action',
      connector: 'shopify',
      action: 'getOrder',
      connectionId: 'con_shopify',
      input: { orderId: from('order', 'id') },
    },
    { ...at('first', 'Whichever is first', 4), kind: 'parallel', join: { kind: 'any', timeoutMs: 3_600_000 } },
    {
      ...at('again', 'Wait for the next order', 0),
      parent: 'first',
      kind: 'event',
      connector: 'shopify',
      event: 'orderPaid',
      connectionId: 'con_shopify',
      params: {},
      match: { path: 'id', equals: from('order', 'id') },
      timeoutMs: 86_400_000,
      lookBackMs: 0,
    },
    {
      ...at('book', 'Book it', 1),
      parent: 'first',
      kind: 'subflow',
      flowId: 'books',
      versionId: null,
      mode: 'wait',
      input: {
        number: from('order', 'number'),
        labels: { ...from('parcels', 'results'), ifMissing: { kind: 'omit' } },
      },
    },
  ],
  edges: [
    { id: 'e1', from: 'order', port: 'out', to: 'ask' },
    { id: 'e2', from: 'ask', port: 'approved', to: 'ship' },
    { id: 'e3', from: 'charge', port: 'undo', to: 'giveBack' },
    { id: 'e4', from: 'charge', port: 'out', to: 'parcels' },
    { id: 'e5', from: 'ship', port: 'out', to: 'track' },
    { id: 'e6', from: 'track', port: 'out', to: 'first' },
  ],
  notes: [],
}

/** The flow that it calls. */
export const sagaFlows = [
  {
    id: 'books',
    name: 'Book an order',
    callable: {
      input: [
        { name: 'number', label: 'Number', type: 'number' as const, required: true },
        { name: 'labels', label: 'Labels', type: 'json' as const, required: false },
      ],
      output: [{ name: 'entry', label: 'Entry', type: 'text' as const, required: true }],
    },
  },
]

function at(id: string, name: string, row: number): Pick<Step, 'id' | 'name' | 'position'> {
  return { id, name, position: { x: 0, y: row * 140 } }
}

function from(step: string, ...path: (string | number)[]): Mapping & { kind: 'reference' } {
  return { kind: 'reference', ref: { from: step, path } }
}

function constant(value: string | number | boolean): Mapping {
  return { kind: 'constant', value }
}
