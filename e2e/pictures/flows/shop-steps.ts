import { constant, expression, list, maybe, must, object, ref, type Step, step, type Value, words } from './draw.ts'

/** Connections of the workspace's sandbox, by connector. */
export type Connections = Record<'shopify' | 'stripe' | 'easypost' | 'hubspot' | 'sendgrid' | 'smtp' | 'http', string>

type More = Record<string, unknown>

/** Steps as a shop's flows have them, each with its sandbox connection. */
export function shopSteps(use: Connections) {
  const call = (connector: keyof Connections, action: string) => ({ connector, action, connectionId: use[connector] })
  return {
    order: (event = 'orderPaid', runs?: More): Step =>
      step('order', 'trigger', event === 'orderPaid' ? 'When an order is paid' : 'When an order is placed', {
        trigger: { type: 'event', connector: 'shopify', event, connectionId: use.shopify, params: {} },
        ...(runs === undefined ? {} : { runs }),
      }),
    byHand: (runs?: More): Step =>
      step('start', 'trigger', 'When somebody starts it', {
        trigger: { type: 'manual', form: [{ name: 'order', label: 'Order', type: 'text', required: true }] },
        ...(runs === undefined ? {} : { runs }),
      }),
    capture: (more: More = {}): Step =>
      step('capture', 'action', 'Capture the payment', {
        ...call('stripe', 'capturePaymentIntent'),
        input: { paymentIntent: must('order.attributes.payment_intent') },
        ...more,
      }),
    refund: (): Step =>
      step('refund', 'action', 'Refund it', {
        ...call('stripe', 'refundPayment'),
        input: { paymentIntent: ref('capture.id') },
      }),
    look: (): Step =>
      step('look', 'action', 'Look at the shelves', {
        ...call('shopify', 'checkStock'),
        input: {
          items: list(
            'order.line_items',
            object({ variantId: ref('item.variant_id'), quantity: ref('item.quantity') }),
          ),
        },
      }),
    take: (): Step =>
      step('take', 'action', 'Take it off the shelves', { ...call('shopify', 'adjustInventory'), input: stock(1) }),
    putBack: (): Step =>
      step('putBack', 'action', 'Put it back', { ...call('shopify', 'adjustInventory'), input: stock(-1) }),
    label: (more: More = {}): Step =>
      step('label', 'action', 'Buy the cheapest label', {
        ...call('easypost', 'buyLabel'),
        input: labelInput(),
        ...more,
      }),
    ship: (): Step =>
      step('ship', 'action', 'Mark it as shipped', {
        ...call('shopify', 'createFulfillment'),
        input: {
          orderId: expression('$string(steps.order.id)'),
          trackingNumber: must('label.trackingCode'),
          trackingCompany: maybe('label.carrier'),
        },
      }),
    tag: (id: string, name: string, tag: string): Step =>
      step(id, 'action', name, {
        ...call('shopify', 'tagOrder'),
        input: { orderId: expression('$string(steps.order.id)'), tags: constant([tag]) },
      }),
    mail: (id: string, name: string, subject: string): Step =>
      step(id, 'action', name, {
        ...call('sendgrid', 'sendMail'),
        onUnknown: 'may_repeat',
        input: {
          fromEmail: constant('orders@brindle.example'),
          toEmail: must('order.email'),
          subject: words(subject),
          text: words('Hello {order.customer.first_name}, this is about your order {order.name}.'),
        },
      }),
    teamMail: (id: string, name: string, subject: string): Step =>
      step(id, 'action', name, {
        ...call('smtp', 'sendMail'),
        onUnknown: 'may_repeat',
        input: {
          fromEmail: constant('flows@brindle.example'),
          toEmail: constant('desk@brindle.example'),
          subject: words(subject),
          text: words('Please look at order {order.name}.'),
        },
      }),
    contact: (more: More = {}): Step =>
      step('contact', 'action', 'Update the customer', {
        ...call('hubspot', 'upsertContact'),
        input: { email: must('order.email'), phone: maybe('order.phone'), company: constant('Brindle Goods') },
        ...more,
      }),
    http: (id: string, name: string, action: string, input: Record<string, Value>): Step =>
      step(id, 'action', name, { ...call('http', action), input }),
    event: (id: string, name: string, rest: More = {}): Step =>
      step(id, 'event', name, {
        connector: 'easypost',
        event: 'trackingChanged',
        connectionId: use.easypost,
        params: {},
        match: { path: 'trackingCode', equals: ref('label.trackingCode') },
        timeoutMs: 10 * 86_400_000,
        lookBackMs: 3_600_000,
        ...rest,
      }),
  }
}

export type ShopSteps = ReturnType<typeof shopSteps>

function stock(sign: 1 | -1): Record<string, Value> {
  const change = object({
    inventoryItemId: ref('item.inventoryItemId'),
    locationId: ref('item.locationId'),
    delta: sign === 1 ? ref('item.delta') : expression('-item.delta'),
  })
  return { changes: list('look.items', change) }
}

function labelInput(): Record<string, Value> {
  const to = (field: string) => must(`order.shipping_address.${field}`)
  const warehouse = {
    name: 'Brindle Goods',
    street1: 'Norra Grängesbergsgatan 14',
    city: 'Malmö',
    zip: '214 50',
    country: 'SE',
  }
  return {
    toAddress: object({
      name: to('name'),
      street1: to('address1'),
      city: to('city'),
      zip: to('zip'),
      country: to('country_code'),
      phone: maybe('order.shipping_address.phone'),
    }),
    fromAddress: object(Object.fromEntries(Object.entries(warehouse).map(([name, value]) => [name, constant(value)]))),
    parcel: object({ weightGrams: expression('$sum(steps.order.line_items.(grams * quantity)) + 80') }),
    orderNumber: ref('order.name'),
  }
}
