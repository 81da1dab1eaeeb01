import type { SimContext } from '@patchbay/connector-sdk/simulator'
import { emitOrder } from './order-webhook.ts'
import {
  type Address,
  instant,
  type Location,
  levelKey,
  money,
  noteOf,
  type Order,
  rowsOf,
  type ShopState,
  shopState,
  totalCents,
  variantOf,
} from './shop-state.ts'

export type NewOrder = {
  lines: { sku: string; quantity: number }[]
  customer: { email: string; firstName: string; lastName: string; phone?: string }
  /** `null`: the customer gave none. */
  shipping: Address | null
  /** How the payment stands when the order is placed; `paid` unless told. */
  financialStatus?: 'pending' | 'authorized' | 'paid'
  /** Stripe's payment intent; goes into `note_attributes` as `payment_intent`, as payment apps do. */
  paymentIntent?: string
  attributes?: Record<string, string | null>
  shippingCents?: number
  currency?: string
}

/** What happens on the shop's side. Placing an order takes nothing from the stock: in this shop the flow does. */
export const shopCommands = {
  listProducts: (ctx: SimContext, _input: Record<never, never>) => listProducts(shopState(ctx)),
  listOrders: (ctx: SimContext, _input: Record<never, never>) => shopState(ctx).orders.all(),
  listFulfillments: (ctx: SimContext, _input: Record<never, never>) => shopState(ctx).fulfillments.all(),
  setStock: (ctx: SimContext, input: { sku: string; available: number }) => setStock(shopState(ctx), input),
  /** Opens one more place, where some of it lies. */
  stockAt: (ctx: SimContext, input: { place: string; sku: string; available: number }) => stockAt(ctx, input),
  placeOrder: (ctx: SimContext, input: NewOrder) => placeOrder(ctx, input),
  payOrder: (ctx: SimContext, input: { orderId: number }) =>
    change(ctx, input.orderId, { topic: 'orders/paid', fields: { financialStatus: 'paid' } }),
  /** The payment app says that an authorised order's money was taken. Said again, it changes and sends nothing. */
  settlePayment: (ctx: SimContext, input: { orderId: number }) => {
    const order = orderOf(shopState(ctx), input.orderId)
    if (order.financialStatus !== 'authorized' || order.cancelledAt !== null) return order
    return change(ctx, input.orderId, { topic: 'orders/paid', fields: { financialStatus: 'paid' } })
  },
  /** Somebody at the shop changes the order. */
  updateOrder: (ctx: SimContext, input: { orderId: number; attributes?: Record<string, string>; tags?: string[] }) => {
    const { attributes, tags } = orderOf(shopState(ctx), input.orderId)
    const named = new Map(attributes.map(({ name, value }) => [name, value]))
    for (const [name, value] of Object.entries(input.attributes ?? {})) named.set(name, value)
    const fields = { attributes: [...named].map(([name, value]) => ({ name, value })), tags: input.tags ?? tags }
    return change(ctx, input.orderId, { topic: 'orders/updated', fields })
  },
  cancelOrder: (ctx: SimContext, input: { orderId: number; reason?: string }) => {
    const state = shopState(ctx)
    for (const one of rowsOf(state.fulfillmentOrders, state.fulfillmentOrdersOf, input.orderId))
      if (one.status !== 'CLOSED') state.fulfillmentOrders.put(String(one.id), { ...one, status: 'CANCELLED' })
    const fields = { cancelledAt: instant(ctx), cancelReason: input.reason ?? 'customer' }
    return change(ctx, input.orderId, { topic: 'orders/cancelled', fields })
  },
  refundOrder: (ctx: SimContext, input: { orderId: number; amountCents?: number; note?: string }) => refund(ctx, input),
  /** Sends an order's event again, as a new delivery of the same happening. */
  sendAgain: (ctx: SimContext, input: { orderId: number; topic: string }) => {
    const state = shopState(ctx)
    emitOrder(ctx, state, { topic: input.topic, order: orderOf(state, input.orderId) })
  },
}

export type PlacedOrder = { id: number; name: string; totalCents: number; currency: string }

function placeOrder(ctx: SimContext, input: NewOrder): PlacedOrder {
  const state = shopState(ctx)
  const placed = state.counts.get('orders') ?? state.orders.all().length
  state.counts.put('orders', placed + 1)
  const number = 1001 + placed
  const at = instant(ctx)
  const phone = input.customer.phone ?? null
  const lines = input.lines.map(({ sku, quantity }) => {
    const variant = bySku(state, sku)
    return { id: ctx.number('lineItem'), variantId: variant.id, quantity, fulfilled: 0 }
  })
  const paymentIntent = input.paymentIntent === undefined ? {} : { payment_intent: input.paymentIntent }
  const attributes = Object.entries({ ...paymentIntent, ...input.attributes }).map(([name, value]) => ({ name, value }))
  const id = ctx.number('order')
  const order = state.orders.put(String(id), {
    id,
    number,
    lines,
    phone,
    attributes,
    customer: { ...input.customer, id: customerId(ctx, state, input.customer.email), phone },
    shipping: input.shipping,
    shippingCents: input.shippingCents ?? 500,
    currency: input.currency ?? 'USD',
    financialStatus: input.financialStatus ?? 'paid',
    createdAt: at,
    updatedAt: at,
    cancelledAt: null,
    cancelReason: null,
    tags: [],
    refundedCents: 0,
  })
  planFulfillment(ctx, state, order)
  emitOrder(ctx, state, { topic: 'orders/create', order })
  if (order.financialStatus === 'paid') emitOrder(ctx, state, { topic: 'orders/paid', order })
  return { id, name: `#${number}`, totalCents: totalCents(state, order), currency: order.currency }
}

/** One fulfilment order for each place that holds some of the goods, as Shopify splits them. */
function planFulfillment(ctx: SimContext, state: ShopState, order: Order): void {
  const byPlace = new Map<number, Order['lines']>()
  for (const line of order.lines) {
    const { inventoryItemId } = variantOf(state, line.variantId)
    const levels = state.levels.all().filter((one) => one.inventoryItemId === inventoryItemId)
    const place = (levels.find(({ available }) => available >= line.quantity) ?? levels[0])?.locationId ?? 0
    byPlace.set(place, [...(byPlace.get(place) ?? []), line])
  }
  for (const [locationId, lines] of byPlace) {
    const id = ctx.number('fulfillmentOrder')
    noteOf(state.fulfillmentOrdersOf, order.id, id)
    state.fulfillmentOrders.put(String(id), {
      id,
      locationId,
      orderId: order.id,
      status: 'OPEN',
      createdAt: order.createdAt,
      lines: lines.map((line) => ({
        id: ctx.number('fulfillmentOrderLineItem'),
        lineId: line.id,
        total: line.quantity,
        remaining: line.quantity,
      })),
    })
  }
}

function change(ctx: SimContext, orderId: number, wish: { topic: string; fields: Partial<Order> }): Order {
  const state = shopState(ctx)
  const order = orderOf(state, orderId)
  const changed = state.orders.put(String(orderId), { ...order, ...wish.fields, updatedAt: instant(ctx) })
  emitOrder(ctx, state, { topic: wish.topic, order: changed })
  return changed
}

function refund(ctx: SimContext, input: { orderId: number; amountCents?: number; note?: string }): { id: number } {
  const state = shopState(ctx)
  const order = orderOf(state, input.orderId)
  const total = totalCents(state, order)
  const amountCents = Math.min(input.amountCents ?? total, total - order.refundedCents)
  const refundedCents = order.refundedCents + amountCents
  const financialStatus = refundedCents >= total ? 'refunded' : 'partially_refunded'
  state.orders.put(String(order.id), { ...order, refundedCents, financialStatus, updatedAt: instant(ctx) })
  const id = ctx.number('refund')
  ctx.emit({
    topic: 'refunds/create',
    body: {
      id,
      admin_graphql_api_id: `gid://shopify/Refund/${id}`,
      order_id: order.id,
      created_at: instant(ctx),
      note: input.note ?? null,
      restock: false,
      refund_line_items: order.lines.map((line) => ({
        id: ctx.number('refundLine'),
        line_item_id: line.id,
        quantity: line.quantity,
        restock_type: 'no_restock',
      })),
      transactions: [
        { id: ctx.number('transaction'), kind: 'refund', amount: money(amountCents), currency: order.currency },
      ],
    },
  })
  return { id }
}

function listProducts(state: ShopState) {
  return state.variants.all().map((variant) => {
    const levels = state.levels.all().filter((level) => level.inventoryItemId === variant.inventoryItemId)
    return { ...variant, available: levels.reduce((sum, level) => sum + level.available, 0) }
  })
}

function setStock(state: ShopState, { sku, available }: { sku: string; available: number }): void {
  const { inventoryItemId } = bySku(state, sku)
  for (const level of state.levels.all())
    if (level.inventoryItemId === inventoryItemId)
      state.levels.put(levelKey(inventoryItemId, level.locationId), { ...level, available })
}

function stockAt(ctx: SimContext, input: { place: string; sku: string; available: number }): Location {
  const state = shopState(ctx)
  const { inventoryItemId } = bySku(state, input.sku)
  const id = ctx.number('location')
  const level = { inventoryItemId, locationId: id, available: input.available }
  state.levels.put(levelKey(inventoryItemId, id), level)
  return state.locations.put(String(id), { id, name: input.place })
}

function bySku(state: ShopState, sku: string) {
  const variant = state.variants.all().find((one) => one.sku === sku)
  if (variant === undefined) throw new Error(`The sandbox shop sells no "${sku}"`)
  return variant
}

function orderOf(state: ShopState, id: number): Order {
  const order = state.orders.get(String(id))
  if (order === null) throw new Error(`The sandbox shop has no order ${id}`)
  return order
}

function customerId(ctx: SimContext, state: ShopState, email: string): number {
  return state.customerIds.get(email) ?? state.customerIds.put(email, ctx.number('customer'))
}
