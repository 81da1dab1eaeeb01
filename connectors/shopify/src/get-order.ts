import { ConnectorError, type HttpClient } from '@patchbay/connector-sdk'
import { z } from 'zod'
import { base } from './base.ts'
import { idField, toGid } from './gid.ts'
import { PAGE_INFO, pageOf, wholeList } from './whole-list.ts'

const Money = z.object({ amount: z.string(), currencyCode: z.string() })

const LineItem = z.object({
  id: z.string(),
  title: z.string().meta({ title: 'Product' }),
  sku: z.string().nullable(),
  quantity: z.int(),
  unfulfilledQuantity: z.int().meta({ title: 'Quantity still to ship' }),
  variantId: z.string().nullable(),
})

const Address = z.object({
  name: z.string().nullable(),
  company: z.string().nullable(),
  address1: z.string().meta({ title: 'Street' }).nullable(),
  address2: z.string().meta({ title: 'Flat, floor or unit' }).nullable(),
  city: z.string().nullable(),
  provinceCode: z.string().meta({ title: 'State or province code' }).nullable(),
  zip: z.string().meta({ title: 'Postcode' }).nullable(),
  countryCodeV2: z.string().meta({ title: 'Country code' }).nullable(),
  phone: z.string().nullable(),
})

const OpenLine = z.object({ id: z.string(), sku: z.string().nullable(), remainingQuantity: z.int() })

const FulfillmentOrder = z.object({
  id: z.string(),
  status: z.string(),
  location: z.string(),
  lineItems: z.array(OpenLine),
})

const Head = z.object({
  id: z.string().meta({ title: 'Order ID' }),
  name: z.string().meta({ title: 'Order number', description: 'As the customer sees it: #1001' }),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  tags: z.array(z.string()),
  createdAt: z.string().meta({ description: 'When it was placed.' }),
  updatedAt: z.string().meta({ description: 'When it was last changed.' }),
  cancelledAt: z.string().nullable(),
  displayFinancialStatus: z.string().meta({ description: 'Whether it is paid: Shopify’s payment status.' }).nullable(),
  displayFulfillmentStatus: z.string().meta({ description: 'Whether it is shipped.' }),
  totalPriceSet: z.object({ shopMoney: Money }),
  customer: z.object({ id: z.string(), firstName: z.string().nullable(), lastName: z.string().nullable() }).nullable(),
  shippingAddress: Address.nullable(),
  customAttributes: z.array(z.object({ key: z.string(), value: z.string().nullable() })),
})

const Order = Head.omit({ totalPriceSet: true, customAttributes: true }).extend({
  totalPrice: Money,
  attributes: z.record(z.string(), z.string()).meta({ title: 'Additional details' }),
  lineItems: z.array(LineItem),
  fulfillmentOrders: z.array(FulfillmentOrder),
})

const RawLine = LineItem.omit({ variantId: true }).extend({ variant: z.object({ id: z.string() }).nullable() })

const RawFulfillmentOrder = FulfillmentOrder.omit({ location: true, lineItems: true }).extend({
  assignedLocation: z.object({ name: z.string() }),
  lineItems: pageOf(OpenLine),
})

const fulfillmentOrders = pageOf(RawFulfillmentOrder)
const HeadData = z.object({ order: Head.extend({ fulfillmentOrders }).nullable() })
const FulfillmentOrdersData = z.object({ order: z.object({ fulfillmentOrders }).nullable() })
const OpenLinesData = z.object({ node: z.object({ lineItems: pageOf(OpenLine) }).nullable() })
const LinesData = z.object({ order: z.object({ lineItems: pageOf(RawLine) }).nullable() })

// Page sizes keep each query under 1,000 points, the most that Shopify takes in one.
const openLines = `nodes { id sku remainingQuantity } ${PAGE_INFO}`
const shipments = `fulfillmentOrders(first: 4, after: $after) {
  nodes { id status assignedLocation { name } lineItems(first: 100) { ${openLines} } }
  ${PAGE_INFO}
}`

const headDocument = `query Order($id: ID!, $after: String) {
  order(id: $id) {
    id name email phone tags createdAt updatedAt cancelledAt displayFinancialStatus displayFulfillmentStatus
    totalPriceSet { shopMoney { amount currencyCode } }
    customer { id firstName lastName }
    shippingAddress { name company address1 address2 city provinceCode zip countryCodeV2 phone }
    customAttributes { key value }
    ${shipments}
  }
}`

const shipmentsDocument = `query FulfillmentOrders($id: ID!, $after: String) { order(id: $id) { ${shipments} } }`

const openLinesDocument = `query FulfillmentOrderLines($id: ID!, $after: String) {
  node(id: $id) { ... on FulfillmentOrder { __typename lineItems(first: 100, after: $after) { ${openLines} } } }
}`

const linesDocument = `query OrderLines($id: ID!, $after: String) {
  order(id: $id) {
    lineItems(first: 100, after: $after) {
      nodes { id title sku quantity unfulfilledQuantity variant { id } }
      ${PAGE_INFO}
    }
  }
}`

export const getOrder = base.action({
  title: 'Get order',
  sentence: 'Look up the order {orderId}',
  description: 'Reads an order as it is now: status, lines, address, and what is still to be shipped from where.',
  effect: 'read',
  input: { orderId: idField('Order', 'Its id from an order event.') },
  output: Order,
  run: async ({ http, input }) => {
    const id = toGid('Order', input.orderId)
    const { order } = await http.graphql(headDocument, HeadData, { id, after: null })
    if (order === null) throw gone(id)
    const lines = await wholeList(await readLines(http, id, null), (after) => readLines(http, id, after))
    const { totalPriceSet, customAttributes, fulfillmentOrders: first, ...rest } = order
    return {
      ...rest,
      totalPrice: totalPriceSet.shopMoney,
      attributes: Object.fromEntries(customAttributes.map(({ key, value }) => [key, value ?? ''])),
      lineItems: lines.map(({ variant, ...line }) => ({ ...line, variantId: variant?.id ?? null })),
      fulfillmentOrders: await allShipments(http, id, first),
    }
  },
})

async function readLines(http: HttpClient, id: string, after: string | null) {
  const { order } = await http.graphql(linesDocument, LinesData, { id, after })
  if (order === null) throw gone(id)
  return order.lineItems
}

async function allShipments(http: HttpClient, id: string, first: z.output<typeof fulfillmentOrders>) {
  const found = await wholeList(first, async (after) => {
    const { order } = await http.graphql(shipmentsDocument, FulfillmentOrdersData, { id, after })
    if (order === null) throw gone(id)
    return order.fulfillmentOrders
  })
  const whole: z.input<typeof FulfillmentOrder>[] = []
  for (const { assignedLocation, lineItems, ...one } of found) {
    const lines = await wholeList(lineItems, async (after) => {
      const { node } = await http.graphql(openLinesDocument, OpenLinesData, { id: one.id, after })
      if (node === null) throw new ConnectorError('not_found', `The shop has no fulfilment order ${one.id} any more`)
      return node.lineItems
    })
    whole.push({ ...one, location: assignedLocation.name, lineItems: lines })
  }
  return whole
}

const gone = (id: string) => new ConnectorError('not_found', `The shop has no order ${id}`, { field: 'orderId' })
