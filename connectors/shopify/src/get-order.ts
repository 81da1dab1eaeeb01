import { ConnectorError, collectPages } from '@patchbay/connector-sdk'
import { z } from 'zod'
import { base } from './base.ts'
import { idField, toGid } from './gid.ts'

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

const FulfillmentOrder = z.object({
  id: z.string(),
  status: z.string(),
  location: z.string(),
  lineItems: z.array(z.object({ id: z.string(), sku: z.string().nullable(), remainingQuantity: z.int() })),
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

const HeadData = z.object({
  order: Head.extend({
    fulfillmentOrders: z.object({
      nodes: z.array(
        FulfillmentOrder.omit({ location: true, lineItems: true }).extend({
          assignedLocation: z.object({ name: z.string() }),
          lineItems: z.object({ nodes: FulfillmentOrder.shape.lineItems }),
        }),
      ),
    }),
  }).nullable(),
})

const LinesData = z.object({
  order: z
    .object({
      lineItems: z.object({
        nodes: z.array(RawLine),
        pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
      }),
    })
    .nullable(),
})

// Page sizes keep each query under 1,000 points, the most that Shopify takes in one.
const headDocument = `query Order($id: ID!) {
  order(id: $id) {
    id name email phone tags createdAt updatedAt cancelledAt displayFinancialStatus displayFulfillmentStatus
    totalPriceSet { shopMoney { amount currencyCode } }
    customer { id firstName lastName }
    shippingAddress { name company address1 address2 city provinceCode zip countryCodeV2 phone }
    customAttributes { key value }
    fulfillmentOrders(first: 10) {
      nodes { id status assignedLocation { name } lineItems(first: 50) { nodes { id sku remainingQuantity } } }
    }
  }
}`

const linesDocument = `query OrderLines($id: ID!, $after: String) {
  order(id: $id) {
    lineItems(first: 100, after: $after) {
      nodes { id title sku quantity unfulfilledQuantity variant { id } }
      pageInfo { hasNextPage endCursor }
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
    const { order } = await http.graphql(headDocument, HeadData, { id })
    if (order === null) throw new ConnectorError('not_found', `The shop has no order ${id}`, { field: 'orderId' })
    const lines = await collectPages(
      async (after: string | null) => {
        const data = await http.graphql(linesDocument, LinesData, { id, after })
        const page = data.order?.lineItems
        return { items: page?.nodes ?? [], cursor: page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null }
      },
      { maxItems: 1000 },
    )
    const { totalPriceSet, customAttributes, fulfillmentOrders, ...rest } = order
    return {
      ...rest,
      totalPrice: totalPriceSet.shopMoney,
      attributes: Object.fromEntries(customAttributes.map(({ key, value }) => [key, value ?? ''])),
      lineItems: lines.map(({ variant, ...line }) => ({ ...line, variantId: variant?.id ?? null })),
      fulfillmentOrders: fulfillmentOrders.nodes.map(({ assignedLocation, lineItems, ...one }) => ({
        ...one,
        location: assignedLocation.name,
        lineItems: lineItems.nodes,
      })),
    }
  },
})
