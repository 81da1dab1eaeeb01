import type { FlowDocument } from '../document.ts'

/** An order from payment to parcel: every kind of step but a filter, every kind of mapping, an error path, a join. */
export const orderJourney: FlowDocument = {
  schemaVersion: 1,
  steps: [
    {
      id: 'order',
      kind: 'trigger',
      name: 'When an order is paid',
      position: { x: 0, y: 0 },
      trigger: { type: 'event', connector: 'shopify', event: 'orderPaid', connectionId: 'con_shopify', params: {} },
    },
    {
      id: 'capture',
      kind: 'action',
      name: 'Capture the payment',
      position: { x: 0, y: 140 },
      connector: 'stripe',
      action: 'capture',
      connectionId: 'con_stripe',
      input: {
        paymentIntentId: { kind: 'reference', ref: { from: 'order', path: ['paymentIntentId'] } },
        amountCents: { kind: 'reference', ref: { from: 'order', path: ['totalCents'] } },
      },
      policy: { maxAttempts: 4 },
      onAuthFailure: 'fail',
    },
    {
      id: 'askCard',
      kind: 'action',
      name: 'Ask for another card',
      position: { x: 320, y: 140 },
      connector: 'sendgrid',
      action: 'send',
      connectionId: 'con_sendgrid',
      input: {
        to: {
          kind: 'reference',
          ref: { from: 'order', path: ['email'] },
          ifMissing: { kind: 'value', value: 'desk@brindle.example' },
        },
        subject: {
          kind: 'template',
          parts: [{ text: 'Order #' }, { ref: { from: 'order', path: ['number'] } }, { text: ': your card' }],
        },
        text: { kind: 'constant', value: 'The payment did not go through. Please choose another card.' },
      },
      onUnknown: 'may_repeat',
    },
    {
      id: 'unpaid',
      kind: 'stop',
      name: 'End without payment',
      position: { x: 320, y: 280 },
      outcome: 'failed',
      message: { kind: 'constant', value: 'The payment failed.' },
    },
    {
      id: 'stock',
      kind: 'branch',
      name: 'Is everything in stock?',
      position: { x: 0, y: 280 },
      cases: [
        {
          id: 'noAddress',
          label: 'No address',
          condition: {
            kind: 'compare',
            left: { kind: 'reference', ref: { from: 'order', path: ['shippingAddress'] } },
            operator: 'is_empty',
          },
        },
        {
          id: 'inStock',
          label: 'In stock',
          condition: {
            kind: 'all',
            of: [
              {
                kind: 'compare',
                left: { kind: 'expression', source: '$count(steps.order.lines[inStock = false])' },
                operator: 'equals',
                right: { kind: 'constant', value: 0 },
              },
              {
                kind: 'not',
                of: {
                  kind: 'compare',
                  left: { kind: 'reference', ref: { from: 'order', path: ['totalCents'] } },
                  operator: 'less',
                  right: { kind: 'constant', value: 100 },
                },
              },
            ],
          },
        },
      ],
      otherwiseLabel: 'Something missing',
    },
    {
      id: 'lines',
      kind: 'loop',
      name: 'For each line',
      position: { x: 0, y: 420 },
      list: { kind: 'reference', ref: { from: 'order', path: ['lines'] } },
      concurrency: 4,
      onItemError: 'continue',
    },
    {
      id: 'take',
      kind: 'action',
      name: 'Take it from stock',
      parent: 'lines',
      position: { x: 20, y: 40 },
      connector: 'shopify',
      action: 'adjustInventory',
      connectionId: 'con_shopify',
      input: {
        sku: { kind: 'reference', ref: { from: 'lines', path: ['item', 'sku'] } },
        change: { kind: 'expression', source: '-1 * steps.lines.item.quantity' },
      },
    },
    {
      id: 'label',
      kind: 'action',
      name: 'Buy the cheapest label',
      position: { x: 0, y: 620 },
      connector: 'easypost',
      action: 'buyLabel',
      connectionId: 'con_easypost',
      input: {
        reference: { kind: 'reference', ref: { from: 'order', path: ['id'] } },
        to: {
          kind: 'object',
          fields: {
            name: { kind: 'reference', ref: { from: 'order', path: ['shippingAddress', 'name'] } },
            city: { kind: 'reference', ref: { from: 'order', path: ['shippingAddress', 'city'] } },
          },
        },
        service: { kind: 'constant', value: 'cheapest' },
      },
    },
    { id: 'tell', kind: 'parallel', name: 'Tell everybody', position: { x: 0, y: 760 } },
    {
      id: 'contact',
      kind: 'action',
      name: 'Update the customer',
      parent: 'tell',
      position: { x: 20, y: 40 },
      connector: 'hubspot',
      action: 'upsertContact',
      connectionId: 'con_hubspot',
      input: {
        email: { kind: 'reference', ref: { from: 'order', path: ['email'] }, ifMissing: { kind: 'error' } },
        stage: {
          kind: 'valueMap',
          of: { kind: 'reference', ref: { from: 'capture', path: ['status'] } },
          entries: [
            { when: 'succeeded', to: 'customer' },
            { when: 'requires_capture', to: 'lead' },
          ],
          otherwise: { kind: 'value', value: 'lead' },
        },
      },
    },
    {
      id: 'mail',
      kind: 'action',
      name: 'E-mail the tracking link',
      parent: 'tell',
      position: { x: 280, y: 40 },
      connector: 'sendgrid',
      action: 'send',
      connectionId: 'con_sendgrid',
      input: {
        to: { kind: 'reference', ref: { from: 'order', path: ['email'] } },
        subject: { kind: 'constant', value: 'Your order is on its way' },
        text: {
          kind: 'template',
          parts: [{ text: 'Follow it: ' }, { ref: { from: 'label', path: ['trackingCode'] } }],
        },
      },
      onUnknown: 'may_repeat',
    },
    {
      id: 'restock',
      kind: 'wait',
      name: 'Wait for the restock',
      note: 'Two days is what the warehouse promises.',
      position: { x: 420, y: 420 },
      wait: { kind: 'duration', ms: { kind: 'constant', value: 172_800_000 } },
    },
    {
      id: 'summary',
      kind: 'set',
      name: 'Sum it up',
      position: { x: 0, y: 960 },
      fields: {
        number: { kind: 'reference', ref: { from: 'order', path: ['number'] } },
        skus: {
          kind: 'list',
          of: { kind: 'reference', ref: { from: 'order', path: ['lines'] } },
          keep: {
            kind: 'compare',
            left: { kind: 'reference', ref: { from: 'item', path: ['inStock'] } },
            operator: 'is_true',
          },
          each: { kind: 'reference', ref: { from: 'item', path: ['sku'] } },
        },
        label: {
          kind: 'reference',
          ref: { from: 'label', path: ['labelUrl'] },
          ifMissing: { kind: 'value', value: 'none yet' },
        },
      },
    },
  ],
  edges: [
    { id: 'e1', from: 'order', port: 'out', to: 'capture' },
    { id: 'e2', from: 'capture', port: 'error', to: 'askCard' },
    { id: 'e3', from: 'askCard', port: 'out', to: 'unpaid' },
    { id: 'e4', from: 'capture', port: 'out', to: 'stock' },
    { id: 'e5', from: 'stock', port: 'inStock', to: 'lines' },
    { id: 'e6', from: 'lines', port: 'out', to: 'label' },
    { id: 'e7', from: 'label', port: 'out', to: 'tell' },
    { id: 'e8', from: 'stock', port: 'otherwise', to: 'restock' },
    { id: 'e9', from: 'tell', port: 'out', to: 'summary' },
    { id: 'e10', from: 'restock', port: 'out', to: 'summary' },
  ],
  notes: [
    {
      id: 'n1',
      text: 'Orders without an address end here; the desk calls the customer.',
      position: { x: 640, y: 280 },
      size: { width: 200, height: 80 },
    },
  ],
}
