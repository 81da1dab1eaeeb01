import type { SimContext } from '@patchbay/connector-sdk/simulator'

export type Variant = {
  id: number
  productId: number
  title: string
  sku: string
  priceCents: number
  grams: number
  inventoryItemId: number
}

export type Location = { id: number; name: string }
export type Level = { inventoryItemId: number; locationId: number; available: number }

export type Address = {
  name: string
  company?: string
  address1: string
  address2?: string
  city: string
  provinceCode?: string
  zip: string
  countryCode: string
  phone?: string
}

export type Line = { id: number; variantId: number; quantity: number; fulfilled: number }
export type Customer = { id: number; email: string; firstName: string; lastName: string; phone: string | null }

export type Order = {
  id: number
  number: number
  customer: Customer
  phone: string | null
  shipping: Address | null
  lines: Line[]
  shippingCents: number
  currency: string
  financialStatus: 'pending' | 'authorized' | 'paid' | 'partially_refunded' | 'refunded' | 'voided'
  createdAt: string
  updatedAt: string
  cancelledAt: string | null
  cancelReason: string | null
  tags: string[]
  /** An app may leave a value out. */
  attributes: { name: string; value: string | null }[]
  refundedCents: number
}

export type FulfillmentOrder = {
  id: number
  orderId: number
  locationId: number
  status: 'OPEN' | 'IN_PROGRESS' | 'CLOSED' | 'CANCELLED'
  createdAt: string
  lines: { id: number; lineId: number; total: number; remaining: number }[]
}

export type Fulfillment = {
  id: number
  orderId: number
  number: number
  createdAt: string
  tracking: { company: string | null; number: string | null; url: string | null }
  lines: { id: number; lineId: number; quantity: number }[]
}

/** The shop's tables. A sandbox's first look at them stocks the shop. */
export function shopState(ctx: SimContext) {
  const state = {
    locations: ctx.collection<Location>('locations'),
    variants: ctx.collection<Variant>('variants'),
    levels: ctx.collection<Level>('levels'),
    orders: ctx.collection<Order>('orders'),
    fulfillmentOrders: ctx.collection<FulfillmentOrder>('fulfillmentOrders'),
    fulfillments: ctx.collection<Fulfillment>('fulfillments'),
    /** Ids by what is asked for: the tables are read whole else, and a busy shop's are long. */
    customerIds: ctx.collection<number>('customerIds'),
    fulfillmentOrdersOf: ctx.collection<number[]>('fulfillmentOrdersOf'),
    fulfillmentsOf: ctx.collection<number[]>('fulfillmentsOf'),
    counts: ctx.collection<number>('counts'),
  }
  if (state.locations.all().length === 0) stock(ctx, state)
  return state
}

export type ShopState = ReturnType<typeof shopState>

export function levelKey(inventoryItemId: number, locationId: number): string {
  return `${inventoryItemId}:${locationId}`
}

/** Shopify's instants have no fractions of a second. */
export function instant(ctx: SimContext): string {
  return `${ctx.now().toISOString().slice(0, 19)}Z`
}

type Table<T> = { get(key: string): T | null; all(): T[] }

/** Rows that belong to an order. One placed before there was an index is looked for. */
export function rowsOf<T extends { orderId: number }>(table: Table<T>, index: Table<number[]>, orderId: number): T[] {
  const ids = index.get(String(orderId))
  if (ids === null) return table.all().filter((row) => row.orderId === orderId)
  return ids.flatMap((id) => table.get(String(id)) ?? [])
}

export function noteOf(index: ShopState['fulfillmentsOf'], orderId: number, id: number): void {
  index.put(String(orderId), [...(index.get(String(orderId)) ?? []), id])
}

export function variantOf(state: ShopState, id: number): Variant {
  const variant = state.variants.get(String(id))
  if (variant === null) throw new Error(`The sandbox shop has no variant ${id}`)
  return variant
}

export function totalCents(state: ShopState, order: Order): number {
  return subtotalCents(state, order) + order.shippingCents
}

export function subtotalCents(state: ShopState, order: Order): number {
  return order.lines.reduce((sum, line) => sum + variantOf(state, line.variantId).priceCents * line.quantity, 0)
}

export function money(cents: number): string {
  return (cents / 100).toFixed(2)
}

type Goods = {
  title: string
  sku: string
  priceCents: number
  grams: number
  at: 'main' | 'harbour'
  available: number
}

const goods: Goods[] = [
  { title: 'Linen apron', sku: 'APRON-LINEN', priceCents: 3900, grams: 350, at: 'main', available: 5000 },
  { title: 'Stoneware mug', sku: 'MUG-STONE', priceCents: 1800, grams: 420, at: 'main', available: 5000 },
  { title: 'Oak serving board', sku: 'BOARD-OAK', priceCents: 5400, grams: 900, at: 'main', available: 5000 },
  { title: 'Cast-iron pan', sku: 'PAN-IRON', priceCents: 8900, grams: 2400, at: 'harbour', available: 500 },
  { title: 'Numbered print', sku: 'PRINT-LTD', priceCents: 12000, grams: 200, at: 'main', available: 0 },
]

function stock(ctx: SimContext, state: Pick<ShopState, 'locations' | 'variants' | 'levels'>): void {
  const place = (name: string): Location => {
    const id = ctx.number('location')
    return state.locations.put(String(id), { id, name })
  }
  const places = { main: place('Main warehouse'), harbour: place('Harbour store') }
  for (const { at, available, ...rest } of goods) {
    const id = ctx.number('variant')
    const inventoryItemId = ctx.number('inventoryItem')
    state.variants.put(String(id), { id, productId: ctx.number('product'), inventoryItemId, ...rest })
    const locationId = places[at].id
    state.levels.put(levelKey(inventoryItemId, locationId), { inventoryItemId, locationId, available })
  }
}
