export type ChaosConnections = {
  shopify: string
  stripe: string
  easypost: string
  hubspot: string
  sendgrid: string
  http: string
}

/** Steps that change something at a vendor, by what keeps them from being applied twice. */
export const WRITE_STEPS = {
  capture: 'key in a header',
  take: 'key as an argument',
  label: 'once and look-up',
  ship: 'look-up',
  tag: 'natural',
  contact: 'natural, several calls in once',
  mail: 'none: may repeat',
  tell: 'none: needs a decision',
} as const

export type WriteStep = keyof typeof WRITE_STEPS

export const WRITE_STEP_IDS = ['capture', 'take', 'label', 'ship', 'tag', 'contact', 'mail', 'tell'] as const

/** Effects of these may show more than once: their author said so. */
export const MAY_REPEAT: readonly WriteStep[] = ['mail']

/** Of each step. */
export const MAX_ATTEMPTS = 20

/** Impatient, so that a run with faults ends in seconds; otherwise the rules are the engine's own. */
const policy = {
  maxAttempts: MAX_ATTEMPTS,
  initialDelayMs: 200,
  backoff: 2,
  maxDelayMs: 2_000,
  timeoutMs: 4_000,
}

/** A flow with a step of each effect kind. Written out in the document's own words, as an import of a file would be. */
export function chaosFlow(use: ChaosConnections): object {
  const shopify = call('shopify', use.shopify)
  const stripe = call('stripe', use.stripe)
  return {
    schemaVersion: 1,
    notes: [],
    steps: [
      {
        ...step('order', 'trigger', 'When an order is placed'),
        trigger: { type: 'event', connector: 'shopify', event: 'orderCreated', connectionId: use.shopify, params: {} },
      },
      {
        ...step('prepare', 'set', 'Put the order together'),
        fields: {
          buyer: template('buyer-', ref('order', 'id'), '@example.com'),
          pieces: { kind: 'expression', source: '$sum(steps.order.line_items.quantity)' },
        },
      },
      {
        ...step('size', 'branch', 'Is it a large order?'),
        cases: [{ id: 'large', label: 'Large', condition: moreThanOne }],
        otherwiseLabel: 'Small',
      },
      { ...step('large', 'set', 'Large'), fields: { size: constant('large') } },
      { ...step('small', 'set', 'Small'), fields: { size: constant('small') } },
      stripe('payment', 'retrievePaymentIntent', { paymentIntent: ref('order', 'attributes', 'payment_intent') }),
      shopify('stock', 'checkStock', {
        items: {
          kind: 'list',
          of: ref('order', 'line_items'),
          each: object({ variantId: ref('item', 'variant_id'), quantity: ref('item', 'quantity') }),
        },
      }),
      stripe('capture', 'capturePaymentIntent', { paymentIntent: ref('payment', 'id') }),
      shopify('take', 'adjustInventory', { changes: { kind: 'list', of: ref('stock', 'items'), each: stockChange } }),
      call('easypost', use.easypost)('label', 'buyLabel', labelInput()),
      shopify('ship', 'createFulfillment', {
        orderId: ref('order', 'id'),
        trackingNumber: ref('label', 'trackingCode'),
        notifyCustomer: constant(false),
      }),
      shopify('tag', 'tagOrder', { orderId: ref('order', 'id'), tags: constant(['chaos']) }),
      call('hubspot', use.hubspot)('contact', 'upsertContact', {
        email: ref('prepare', 'buyer'),
        lifecycleStage: constant('customer'),
      }),
      call('sendgrid', use.sendgrid)('mail', 'sendMail', {
        fromEmail: constant('orders@example.com'),
        toEmail: ref('prepare', 'buyer'),
        subject: template('Order ', ref('order', 'name')),
        text: template('On its way: ', ref('label', 'trackingCode')),
      }),
      {
        ...call('http', use.http)('tell', 'write', {
          method: constant('POST'),
          url: constant('/things'),
          body: object({ order: ref('order', 'id') }),
        }),
        onUnknown: 'decide',
      },
    ],
    edges: edges(
      'order > prepare > size',
      'size.large > large > payment',
      'size.otherwise > small > payment',
      'payment > stock > capture > take > label > ship > tag',
      'ship > contact',
      'ship > mail',
      'ship > tell',
    ),
  }
}

const step = (id: string, kind: string, name: string) => ({ id, kind, name, position: { x: 0, y: 0 } })

const constant = (value: unknown) => ({ kind: 'constant', value })
const ref = (from: string, ...path: string[]) => ({ kind: 'reference', ref: { from, path } })
const object = (fields: Record<string, object>) => ({ kind: 'object', fields })

const template = (...parts: (string | ReturnType<typeof ref>)[]) => ({
  kind: 'template',
  parts: parts.map((part) => (typeof part === 'string' ? { text: part } : { ref: part.ref })),
})

const moreThanOne = {
  kind: 'compare',
  left: ref('prepare', 'pieces'),
  operator: 'greater',
  right: constant(1),
}

const stockChange = object({
  inventoryItemId: ref('item', 'inventoryItemId'),
  locationId: ref('item', 'locationId'),
  delta: ref('item', 'delta'),
})

const call =
  (connector: string, connectionId: string) => (id: string, action: string, input: Record<string, object>) => ({
    ...step(id, 'action', id),
    connector,
    action,
    connectionId,
    input,
    policy,
  })

function labelInput(): Record<string, object> {
  const address = (field: string) => ref('order', 'shipping_address', field)
  const warehouse = { name: 'Warehouse', street1: 'Lagergatan 1', city: 'Malmö', zip: '214 50', country: 'SE' }
  return {
    toAddress: object({
      name: address('name'),
      street1: address('address1'),
      city: address('city'),
      zip: address('zip'),
      country: address('country_code'),
    }),
    fromAddress: object(Object.fromEntries(Object.entries(warehouse).map(([name, text]) => [name, constant(text)]))),
    parcel: object({ weightGrams: constant(500) }),
    orderNumber: ref('order', 'name'),
  }
}

/** `edges('a > b.port > c')`: the port stands after the dot, `out` where there is none. */
function edges(...chains: string[]): object[] {
  return chains.flatMap((chain) => {
    const places = chain.split('>').map((place) => place.trim())
    return places.slice(1).map((place, index) => {
      const [from = '', port = 'out'] = (places[index] ?? '').split('.')
      const to = place.split('.')[0] ?? ''
      return { id: `${from}_${port}_${to}`, from, port, to }
    })
  })
}
