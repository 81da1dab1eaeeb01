import { createHash } from 'node:crypto'
import { z } from 'zod'
import { base } from './base.ts'

const Address = z.looseObject({
  name: z.string().nullish(),
  first_name: z.string().nullish(),
  last_name: z.string().nullish(),
  company: z.string().nullish(),
  address1: z.string().meta({ title: 'Street' }).nullish(),
  address2: z.string().meta({ title: 'Flat, floor or unit' }).nullish(),
  city: z.string().nullish(),
  province_code: z.string().meta({ title: 'State or province code' }).nullish(),
  zip: z.string().meta({ title: 'Postcode' }).nullish(),
  country_code: z.string().nullish(),
  phone: z.string().nullish(),
})

const LineItem = z.looseObject({
  id: z.number(),
  variant_id: z.number().nullable(),
  product_id: z.number().nullish(),
  title: z.string().meta({ title: 'Product' }),
  sku: z.string().nullish(),
  quantity: z.int(),
  price: z.string().meta({ title: 'Price each' }),
  grams: z.int().meta({ title: 'Weight each in grams' }).optional(),
  requires_shipping: z.boolean().optional(),
  fulfillable_quantity: z.int().meta({ title: 'Quantity still to ship' }).optional(),
})

const OrderEvent = z.looseObject({
  // Shopify's own test events have ids beyond what a number holds exactly; the text below is exact.
  id: z.number().meta({ title: 'Order ID as a number' }),
  admin_graphql_api_id: z.string().meta({ title: 'Order ID', description: 'What other Shopify steps ask for.' }),
  name: z.string().meta({ title: 'Order number', description: 'As the customer sees it: #1001' }),
  email: z.string().nullish(),
  phone: z.string().nullish(),
  created_at: z.string().meta({ description: 'When it was placed.' }),
  updated_at: z.string().meta({ description: 'When it was last changed.' }),
  cancelled_at: z.string().nullish(),
  cancel_reason: z.string().nullish(),
  currency: z.string(),
  total_price: z.string().meta({ description: 'What the customer pays, with tax and shipping.' }),
  subtotal_price: z.string().meta({ description: 'Before shipping.' }).nullish(),
  financial_status: z.string().meta({ description: 'Whether it is paid: Shopify’s payment status.' }).nullable(),
  fulfillment_status: z.string().meta({ description: 'Whether it is shipped; empty while nothing is.' }).nullable(),
  customer: z
    .looseObject({
      id: z.number(),
      email: z.string().nullish(),
      first_name: z.string().nullish(),
      last_name: z.string().nullish(),
      phone: z.string().nullish(),
    })
    .nullish(),
  shipping_address: Address.nullish(),
  billing_address: Address.nullish(),
  line_items: z.array(LineItem),
  note_attributes: z
    .array(z.object({ name: z.string(), value: z.string().nullish() }))
    .meta({ title: 'Additional details as a list' }),
  attributes: z
    .record(z.string(), z.string())
    .meta({ title: 'Additional details', description: 'note_attributes by name.' }),
  tags: z.string().optional(),
  test: z.boolean().optional(),
})

export const orderCreated = orderTrigger('Order placed', 'orders/create', 'An order was created, paid or not.')
export const orderUpdated = orderTrigger('Order updated', 'orders/updated', 'Anything about an order was changed.')
export const orderPaid = orderTrigger('Order paid', 'orders/paid', 'An order was paid in full.')
export const orderCancelled = orderTrigger('Order cancelled', 'orders/cancelled', 'An order was cancelled.')

function orderTrigger(title: string, topic: string, description: string) {
  return base.webhook({
    title,
    description,
    topics: [topic],
    output: OrderEvent,
    parse: ({ json }) => [withAttributes(json)],
    key: (order) => {
      const key = `${order.admin_graphql_api_id}:${order.updated_at}:${topic}`
      // Its clock has seconds only: of two changes within one, both count.
      return topic === 'orders/updated' ? `${key}:${digestOf(order)}` : key
    },
    subject: (order) => `Order ${order.name}`,
    occurredAt: (order) => new Date(order.updated_at).toISOString(),
    entity: { name: 'order', id: ({ admin_graphql_api_id }) => idOf(admin_graphql_api_id) },
    version: (order) => order.updated_at,
  })
}

const digestOf = (order: object): string => createHash('sha256').update(JSON.stringify(order)).digest('base64url')

/** `gid://shopify/Order/1001`; as text, since it may be beyond what a number holds exactly. */
const idOf = (gid: string): string => gid.slice(gid.lastIndexOf('/') + 1)

/** A list of name and value is hard to map from, so the same stands there by name. */
function withAttributes(json: unknown): unknown {
  const order = z.looseObject({ note_attributes: OrderEvent.shape.note_attributes.default([]) }).parse(json)
  const attributes = Object.fromEntries(order.note_attributes.map(({ name, value }) => [name, value ?? '']))
  return { ...order, attributes }
}
