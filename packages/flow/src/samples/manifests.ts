import type { ActionManifest, ConnectorManifest, FieldSpec, TriggerManifest } from '@patchbay/connector-sdk/manifest'

/** Connectors cut down to what the sample flow needs, one action for each way of being safe or not. */
export const sampleManifests: Record<string, ConnectorManifest> = {
  shopify: connector('shopify', 'Shopify', {
    triggers: { orderPaid: trigger('Order is paid', { topics: ['orders/paid'], output: orderSchema() }) },
    actions: {
      getOrder: action('Get an order', {
        effect: 'read',
        fields: [field('orderId', 'Order', { required: true })],
        output: orderSchema(),
      }),
      adjustInventory: action('Adjust the stock', {
        effect: 'upsert',
        idempotency: { kind: 'key', keyTtlMs: 86_400_000, carrier: 'argument idempotencyKey' },
        fields: [
          field('sku', 'SKU', { required: true }),
          field('change', 'Change', { required: true, type: 'integer' }),
        ],
        output: object({ available: { type: 'integer' } }),
      }),
    },
  }),
  stripe: connector('stripe', 'Stripe', {
    actions: {
      capture: action('Capture a payment', {
        effect: 'upsert',
        idempotency: { kind: 'key', keyTtlMs: 86_400_000, carrier: 'header Idempotency-Key' },
        fields: [
          field('paymentIntentId', 'Payment', { required: true }),
          field('amountCents', 'Amount', { type: 'integer' }),
        ],
        output: object({ id: { type: 'string' }, status: { type: 'string' }, amountCents: { type: 'integer' } }),
      }),
    },
  }),
  easypost: connector('easypost', 'EasyPost', {
    actions: {
      buyLabel: action('Buy a label', {
        effect: 'create',
        slow: true,
        idempotency: { kind: 'lookup', how: 'Looks for a shipment with this reference.' },
        fields: [
          field('reference', 'Reference', { required: true }),
          field('to', 'Ship to', { required: true, type: 'object' }),
          field('service', 'Service', { type: 'choice', choices: ['cheapest', 'fastest'] }),
        ],
        output: object({
          trackingCode: { type: 'string' },
          labelUrl: { type: 'string' },
          costCents: { type: 'integer' },
        }),
      }),
    },
  }),
  hubspot: connector('hubspot', 'HubSpot', {
    actions: {
      upsertContact: action('Update a contact', {
        effect: 'upsert',
        idempotency: { kind: 'natural', why: 'An upsert by e-mail.' },
        fields: [field('email', 'E-mail', { required: true }), field('stage', 'Stage')],
        output: object({ id: { type: 'string' } }),
      }),
    },
  }),
  sendgrid: connector('sendgrid', 'SendGrid', {
    actions: {
      send: action('Send an e-mail', {
        effect: 'create',
        idempotency: { kind: 'none', why: 'SendGrid takes no key.' },
        onUnknown: 'may_repeat',
        fields: [
          field('to', 'To', { required: true }),
          field('subject', 'Subject', { required: true }),
          field('text', 'Text', { required: true, type: 'longText' }),
        ],
        output: object({ messageId: { type: 'string' } }),
      }),
    },
  }),
  text: connector('text', 'Text', {
    authKind: 'none',
    actions: {
      slug: action('Make a slug', {
        effect: 'pure',
        fields: [field('text', 'Text', { required: true })],
        output: object({ slug: { type: 'string' } }),
      }),
    },
  }),
}

export const sampleConnections = ['shopify', 'stripe', 'easypost', 'hubspot', 'sendgrid'].map((connectorId) => ({
  id: `con_${connectorId}`,
  connector: connectorId,
  environment: 'sandbox',
}))

function orderSchema() {
  const address = object(
    { name: { type: 'string' }, street: { type: 'string' }, city: { type: 'string' }, country: { type: 'string' } },
    ['name', 'street', 'city', 'country'],
  )
  const line = object({ sku: { type: 'string' }, quantity: { type: 'integer' }, inStock: { type: 'boolean' } })
  return object({
    id: { type: 'string' },
    number: { type: 'integer' },
    totalCents: { type: 'integer' },
    email: { type: ['string', 'null'] },
    paymentIntentId: { type: 'string' },
    shippingAddress: { anyOf: [address, { type: 'null' }] },
    lines: { type: 'array', items: line },
    attributes: { type: 'object', additionalProperties: true },
  })
}

function connector(
  id: string,
  title: string,
  parts: { authKind?: 'apiKey' | 'none' } & Partial<Pick<ConnectorManifest, 'actions' | 'triggers'>>,
): ConnectorManifest {
  return {
    id,
    title,
    description: title,
    categories: [],
    baseUrl: `https://api.${id}.example`,
    hosts: [`api.${id}.example`],
    auth: { kind: parts.authKind ?? 'apiKey', fields: [] },
    actions: parts.actions ?? {},
    triggers: parts.triggers ?? {},
    lookups: {},
    webhook: null,
    checkedAgainst: { kind: 'table', what: 'a sample' },
    limitScope: 'connection',
  }
}

function action(
  title: string,
  parts: Pick<ActionManifest, 'effect' | 'fields' | 'output'> & Partial<ActionManifest>,
): ActionManifest {
  const properties = Object.fromEntries(parts.fields.map((spec) => [spec.name, fieldProperty(spec)]))
  const required = parts.fields.filter((spec) => spec.required).map(({ name }) => name)
  return {
    title,
    sentence: title,
    description: title,
    idempotency: { kind: 'natural', why: 'It changes nothing outside.' },
    slow: false,
    onUnknown: 'decide',
    input: object(properties, required),
    ...parts,
  }
}

function trigger(title: string, parts: Pick<TriggerManifest, 'topics' | 'output'>): TriggerManifest {
  const fields = [field('minimumCents', 'From a total of', { type: 'integer' })]
  return { title, sentence: title, description: title, kind: 'webhook', fields, ...parts }
}

function field(
  name: string,
  label: string,
  parts: { required?: boolean; type?: FieldSpec['type']; choices?: string[] } = {},
): FieldSpec {
  const choices = parts.choices?.map((value) => ({ value, label: value }))
  return {
    name,
    label,
    type: parts.type ?? 'text',
    required: parts.required ?? false,
    ...(choices === undefined ? {} : { choices }),
  }
}

function fieldProperty(spec: FieldSpec) {
  if (spec.choices !== undefined) return { type: 'string', enum: spec.choices.map(({ value }) => value) }
  if (spec.type === 'integer') return { type: 'integer' }
  if (spec.type !== 'object') return { type: 'string' }
  return object({ name: { type: 'string' }, street: { type: 'string' }, city: { type: 'string' } }, ['name', 'city'])
}

function object(properties: Record<string, unknown>, required: string[] = Object.keys(properties)) {
  return { type: 'object', properties, required, additionalProperties: false }
}
