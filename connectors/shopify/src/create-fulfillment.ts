import { ConnectorError, field, type HttpClient } from '@patchbay/connector-sdk'
import { z } from 'zod'
import { base } from './base.ts'
import { idField, toGid } from './gid.ts'

const Fulfillment = z.object({
  id: z.string(),
  status: z.string(),
  trackingInfo: z.array(
    z.object({ company: z.string().nullable(), number: z.string().nullable(), url: z.string().nullable() }),
  ),
})

const CreateData = z.object({ fulfillmentCreate: z.object({ fulfillment: Fulfillment.nullable() }).nullable() })

const OpenData = z.object({
  order: z
    .object({
      fulfillments: z.array(Fulfillment),
      fulfillmentOrders: z.object({
        nodes: z.array(
          z.object({
            id: z.string(),
            status: z.string(),
            assignedLocation: z.object({ name: z.string() }),
          }),
        ),
      }),
    })
    .nullable(),
})

const openDocument = `query ToFulfill($id: ID!) {
  order(id: $id) {
    fulfillments(first: 50) { id status trackingInfo(first: 10) { company number url } }
    fulfillmentOrders(first: 50) { nodes { id status assignedLocation { name } } }
  }
}`

const createDocument = `mutation CreateFulfillment($fulfillment: FulfillmentInput!) {
  fulfillmentCreate(fulfillment: $fulfillment) {
    fulfillment { id status trackingInfo(first: 10) { company number url } }
    userErrors { field message }
  }
}`

export const createFulfillment = base.action({
  title: 'Create fulfilment',
  sentence: 'Mark the order {orderId} as shipped with {trackingNumber}',
  description: 'Ships what is open of an order, or a part of it, with a tracking number that the customer gets.',
  effect: 'create',
  idempotency: {
    kind: 'lookup',
    how: 'Looks for a fulfilment of the order that carries this tracking number.',
    find: async ({ http, input }) => {
      const { fulfillments } = await readOrder(http, toGid('Order', input.orderId))
      const carries = (one: z.output<typeof Fulfillment>) =>
        one.trackingInfo.some((tracking) => tracking.number === input.trackingNumber)
      return fulfillments.find((one) => one.status !== 'CANCELLED' && carries(one)) ?? null
    },
  },
  input: {
    orderId: idField('Order', 'Its id from an order event.'),
    trackingNumber: field(z.string().min(1), { label: 'Tracking number' }),
    trackingCompany: field(z.string(), { label: 'Carrier', help: 'UPS, USPS, DHL Express …' }).optional(),
    trackingUrl: field(z.url(), { label: 'Tracking page' }).optional(),
    notifyCustomer: field(z.boolean(), { label: 'Tell the customer' }).default(false),
    fulfillmentOrderId: field(z.string(), {
      label: 'Fulfilment order',
      help: 'Only for orders that ship from several places.',
      rare: true,
    }).optional(),
    lineItems: field(
      z.array(
        z.object({
          fulfillmentOrderLineItemId: field(z.string(), { label: 'Line' }),
          quantity: field(z.int().positive(), { label: 'Quantity' }),
        }),
      ),
      { label: 'Lines', help: 'For a partial shipment. Left empty: all that is open.', rare: true },
    ).optional(),
  },
  output: Fulfillment,
  run: async ({ http, input }) => {
    const open = await openFulfillmentOrders(http, toGid('Order', input.orderId), input.fulfillmentOrderId ?? null)
    const lines = input.lineItems?.map(({ fulfillmentOrderLineItemId, quantity }) => ({
      id: toGid('FulfillmentOrderLineItem', fulfillmentOrderLineItemId),
      quantity,
    }))
    const fulfillment = {
      lineItemsByFulfillmentOrder: open.map((id) => ({ fulfillmentOrderId: id, fulfillmentOrderLineItems: lines })),
      notifyCustomer: input.notifyCustomer,
      trackingInfo: { number: input.trackingNumber, company: input.trackingCompany, url: input.trackingUrl },
    }
    const data = await http.graphql(createDocument, CreateData, { fulfillment })
    const made = data.fulfillmentCreate?.fulfillment ?? null
    if (made === null) throw new ConnectorError('unknown_outcome', 'Shopify answered without the fulfilment it made')
    return made
  },
})

/** Ids of what one fulfilment can cover; an order that ships from several places needs one for each. */
async function openFulfillmentOrders(http: HttpClient, orderId: string, wanted: string | null): Promise<string[]> {
  if (wanted !== null) return [toGid('FulfillmentOrder', wanted)]
  const { fulfillmentOrders } = await readOrder(http, orderId)
  const open = fulfillmentOrders.nodes.filter(({ status }) => status === 'OPEN' || status === 'IN_PROGRESS')
  if (open.length === 0) throw new ConnectorError('conflict', `Nothing of ${orderId} is left to ship`)
  const places = new Set(open.map((one) => one.assignedLocation.name))
  if (places.size > 1)
    throw new ConnectorError(
      'invalid_input',
      `${orderId} ships from ${[...places].join(' and ')}: name one fulfilment order`,
      { field: 'fulfillmentOrderId' },
    )
  return open.map((one) => one.id)
}

async function readOrder(http: HttpClient, id: string) {
  const { order } = await http.graphql(openDocument, OpenData, { id })
  if (order === null) throw new ConnectorError('not_found', `The shop has no order ${id}`, { field: 'orderId' })
  return order
}
