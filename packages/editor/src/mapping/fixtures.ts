import type { JsonSchema } from '@patchbay/connector-sdk/manifest'
import type { FlowDocument } from '@patchbay/flow/document'
import type { EditorSample } from '../contract.ts'
import { createSources, type Sources, type SourcesInput } from './sources.ts'

const nullable = { type: ['string', 'null'] }
const text = { type: 'string' }

const ORDER: JsonSchema = {
  type: 'object',
  properties: {
    id: { type: 'number' },
    name: { ...text, title: 'Order number', description: 'As the customer sees it: #1001' },
    phone: nullable,
    created_at: text,
    total_price: text,
    financial_status: nullable,
    customer: { anyOf: [{ type: 'object', properties: { email: nullable, phone: nullable } }, { type: 'null' }] },
    shipping_address: { type: 'object', properties: { address1: nullable, zip: nullable, phone: nullable } },
    line_items: {
      type: 'array',
      items: { type: 'object', properties: { sku: nullable, title: text, quantity: { type: 'integer' }, price: text } },
    },
  },
}

/** A shop's order, a payment, and a step that looks at both. */
export const document: FlowDocument = {
  schemaVersion: 1,
  steps: [
    {
      id: 'order',
      kind: 'trigger',
      name: 'When an order is paid',
      position: { x: 0, y: 0 },
      trigger: { type: 'event', connector: 'shop', event: 'orderPaid', connectionId: null, params: {} },
    },
    action('payment', 'Capture the payment', 'capture'),
    action('refund', 'Capture it once more', 'capture'),
    action('label', 'Buy the cheapest label', 'buyLabel'),
  ],
  edges: [
    { id: 'a', from: 'order', port: 'out', to: 'payment' },
    { id: 'b', from: 'payment', port: 'out', to: 'label' },
  ],
  notes: [],
}

export const manifests: SourcesInput['manifests'] = {
  shop: {
    id: 'shop',
    title: 'Shop',
    description: '',
    categories: [],
    baseUrl: null,
    hosts: [],
    auth: { kind: 'none', fields: [] },
    actions: { capture: manifestOf('Capture payment'), buyLabel: manifestOf('Buy label') },
    triggers: {
      orderPaid: {
        title: 'Order paid',
        sentence: 'Order paid',
        description: '',
        kind: 'webhook',
        topics: [],
        fields: [],
        output: ORDER,
      },
    },
    lookups: {},
    webhook: null,
    checkedAgainst: { kind: 'table', what: '' },
    limitScope: 'connection',
  },
}

export const samples: EditorSample[] = Array.from({ length: 20 }, (_, index) => ({
  id: `s${index}`,
  label: `Order #${10482 - index}`,
  at: new Date('2026-11-21T12:02:00Z'),
  pinned: false,
  outputs: {
    order: {
      id: 1,
      name: `#${10482 - index}`,
      phone: null,
      created_at: '2026-11-21T11:02:00Z',
      total_price: '1248.00',
      financial_status: index % 3 === 0 ? 'authorized' : 'paid',
      customer: { email: 'ilka@varro.example', phone: index % 7 === 6 ? null : '+46 70 000 14 52' },
      shipping_address: { address1: '14 Harbour Lane', zip: '211 18', phone: '+46 70 000 14 52' },
      line_items: [
        { sku: 'A', title: 'Mug', quantity: 2, price: '240.00' },
        { sku: index === 0 ? '' : 'B', title: 'Lamp', quantity: 1, price: '768.00' },
      ],
    },
    ...(index < 5 ? { payment: { status: 'succeeded' } } : {}),
  },
}))

export function sourcesOf(more: Partial<SourcesInput> = {}): Sources {
  const workspace = { timeZone: 'Europe/Stockholm', currency: 'SEK' }
  return createSources({ document, stepId: 'label', manifests, sample: samples[0] ?? null, workspace, ...more })
}

function action(id: string, name: string, act: string): FlowDocument['steps'][number] {
  return {
    id,
    kind: 'action',
    name,
    position: { x: 0, y: 0 },
    connector: 'shop',
    action: act,
    connectionId: null,
    input: {},
  }
}

function manifestOf(title: string): SourcesInput['manifests'][string]['actions'][string] {
  return {
    title,
    sentence: title,
    description: '',
    effect: 'create',
    idempotency: { kind: 'none', why: '' },
    slow: false,
    onUnknown: 'decide',
    fields: [],
    input: {},
    output: {},
  }
}
