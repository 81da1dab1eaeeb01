import { createHash } from 'node:crypto'
import type { SimContext } from '@patchbay/connector-sdk/simulator'
import { gid, numberIn, shopObjects } from './shop-objects.ts'
import { type Fulfillment, type FulfillmentOrder, instant, levelKey, noteOf, type ShopState } from './shop-state.ts'

type Problem = { field: string[] | null; message: string; code?: string }

export type AdjustInput = {
  name: string
  reason: string
  referenceDocumentUri?: string | null
  changes: { inventoryItemId: string; locationId: string; delta: number; changeFromQuantity?: number | null }[]
}

/**
 * Adjusts stock under a key. The same key and input is answered as before; a key whose attempt failed, or that came
 * with another input, is refused by Shopify's codes.
 */
export function adjustQuantities(ctx: SimContext, state: ShopState, call: { input: AdjustInput; key: string }) {
  const { input, key } = call
  const keys = ctx.collection<{ print: string; group: object | null }>('idempotencyKeys')
  const print = createHash('sha256').update(JSON.stringify(input)).digest('hex')
  const kept = keys.get(key)
  if (kept !== null && kept.print !== print)
    return refused('The key was used with other parameters.', 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH')
  if (kept !== null && kept.group === null)
    return refused('The previous attempt failed. Retry with a new key.', 'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED')
  if (kept !== null) return { inventoryAdjustmentGroup: kept.group, userErrors: [] }
  const problem = input.changes.map((change, i) => checkChange(state, change, i)).find((one) => one !== null)
  if (problem) {
    keys.put(key, { print, group: null })
    return { inventoryAdjustmentGroup: null, userErrors: [problem] }
  }
  const group = applyChanges(ctx, state, input)
  keys.put(key, { print, group })
  ctx.ledger.effect({ action: 'inventory.adjust', key, entity: group.id })
  return { inventoryAdjustmentGroup: group, userErrors: [] }
}

function checkChange(state: ShopState, change: AdjustInput['changes'][number], index: number): Problem | null {
  const at = (name: string) => ['input', 'changes', String(index), name]
  if (change.changeFromQuantity === undefined)
    return { field: at('changeFromQuantity'), message: 'The changeFromQuantity argument is required.' }
  const level = findLevel(state, change)
  if (level === null)
    return {
      field: at('inventoryItemId'),
      message: 'The specified inventory item could not be found.',
      code: 'INVALID_INVENTORY_ITEM',
    }
  if (change.changeFromQuantity !== null && change.changeFromQuantity !== level.available)
    return {
      field: at('changeFromQuantity'),
      message: 'The quantity is no longer what it was.',
      code: 'CHANGE_FROM_QUANTITY_STALE',
    }
  return null
}

function applyChanges(ctx: SimContext, state: ShopState, input: AdjustInput) {
  const changes = input.changes.flatMap((change) => {
    const level = findLevel(state, change)
    if (level === null) return []
    const available = level.available + change.delta
    state.levels.put(levelKey(level.inventoryItemId, level.locationId), { ...level, available })
    return [
      {
        delta: change.delta,
        name: input.name,
        quantityAfterChange: available,
        item: { id: change.inventoryItemId },
        location: { id: change.locationId },
      },
    ]
  })
  const id = gid('InventoryAdjustmentGroup', ctx.number('adjustment'))
  return { id, reason: input.reason, createdAt: instant(ctx), changes }
}

function findLevel(state: ShopState, change: AdjustInput['changes'][number]) {
  const item = Number(numberIn('InventoryItem', change.inventoryItemId))
  const place = Number(numberIn('Location', change.locationId))
  return state.levels.get(levelKey(item, place))
}

function refused(message: string, code: string) {
  return { inventoryAdjustmentGroup: null, userErrors: [{ field: null, message, code }] }
}

export type FulfillmentInput = {
  lineItemsByFulfillmentOrder: {
    fulfillmentOrderId: string
    fulfillmentOrderLineItems?: { id: string; quantity: number }[] | null
  }[]
  trackingInfo?: { company?: string | null; number?: string | null; url?: string | null } | null
}

type Part = { fulfillmentOrder: FulfillmentOrder; lines: { id: number; lineId: number; quantity: number }[] }

/** Ships; takes no key, so the same call again ships again if anything is left. */
export function createFulfillment(ctx: SimContext, state: ShopState, input: FulfillmentInput) {
  const parts: Part[] = []
  for (const group of input.lineItemsByFulfillmentOrder) {
    const part = readPart(state, group)
    if (typeof part === 'string') return { fulfillment: null, userErrors: [{ field: ['fulfillment'], message: part }] }
    parts.push(part)
  }
  const places = new Set(parts.map((part) => part.fulfillmentOrder.locationId))
  const [first] = parts
  if (first === undefined || places.size > 1) {
    const message = 'All fulfillment orders must be assigned to the same location.'
    return { fulfillment: null, userErrors: [{ field: ['fulfillment'], message }] }
  }
  const made = ship(ctx, state, { parts, orderId: first.fulfillmentOrder.orderId, tracking: input.trackingInfo })
  ctx.ledger.effect({ action: 'fulfillment.create', key: made.tracking.number, entity: gid('Fulfillment', made.id) })
  return { fulfillment: shopObjects(state).fulfillment(made), userErrors: [] }
}

type Shipment = { parts: Part[]; orderId: number; tracking: FulfillmentInput['trackingInfo'] }

function ship(ctx: SimContext, state: ShopState, { parts, orderId, tracking }: Shipment): Fulfillment {
  const shipped = new Map<number, number>()
  for (const { fulfillmentOrder, lines } of parts) {
    const left = fulfillmentOrder.lines.map((line) => {
      const quantity = lines.find((one) => one.id === line.id)?.quantity ?? 0
      shipped.set(line.lineId, (shipped.get(line.lineId) ?? 0) + quantity)
      return { ...line, remaining: line.remaining - quantity }
    })
    const status = left.every((line) => line.remaining === 0) ? 'CLOSED' : 'IN_PROGRESS'
    state.fulfillmentOrders.put(String(fulfillmentOrder.id), { ...fulfillmentOrder, lines: left, status })
  }
  const order = state.orders.get(String(orderId))
  if (order !== null) {
    const lines = order.lines.map((line) => ({ ...line, fulfilled: line.fulfilled + (shipped.get(line.id) ?? 0) }))
    state.orders.put(String(orderId), { ...order, lines, updatedAt: instant(ctx) })
  }
  const id = ctx.number('fulfillment')
  noteOf(state.fulfillmentsOf, orderId, id)
  return state.fulfillments.put(String(id), {
    id,
    orderId,
    number: order?.number ?? 0,
    createdAt: instant(ctx),
    tracking: { company: tracking?.company ?? null, number: tracking?.number ?? null, url: tracking?.url ?? null },
    lines: [...shipped].map(([lineId, quantity]) => ({ id: ctx.number('fulfillmentLine'), lineId, quantity })),
  })
}

function readPart(state: ShopState, group: FulfillmentInput['lineItemsByFulfillmentOrder'][number]): Part | string {
  const found = state.fulfillmentOrders.get(numberIn('FulfillmentOrder', group.fulfillmentOrderId) ?? '')
  if (found === null) return `Fulfillment order does not exist.`
  if (found.status === 'CLOSED' || found.status === 'CANCELLED')
    return `Fulfillment order ${found.id} has an unfulfillable status= ${found.status.toLowerCase()}.`
  const wanted =
    group.fulfillmentOrderLineItems ??
    found.lines.map((line) => ({ id: gid('FulfillmentOrderLineItem', line.id), quantity: line.remaining }))
  const lines: Part['lines'] = []
  for (const { id, quantity } of wanted) {
    const line = found.lines.find((one) => gid('FulfillmentOrderLineItem', one.id) === id)
    if (line === undefined) return 'Fulfillment order line item does not exist.'
    if (quantity > line.remaining) return 'Invalid fulfillment order line item quantity requested.'
    lines.push({ id: line.id, lineId: line.lineId, quantity })
  }
  return { fulfillmentOrder: found, lines }
}

export function addTags(ctx: SimContext, state: ShopState, { id, tags }: { id: string; tags: string[] }) {
  const order = state.orders.get(numberIn('Order', id) ?? '')
  if (order === null) return { node: null, userErrors: [{ field: ['id'], message: 'Order does not exist' }] }
  const added = tags.filter((tag) => !order.tags.includes(tag))
  if (added.length > 0) {
    state.orders.put(String(order.id), { ...order, tags: [...order.tags, ...added], updatedAt: instant(ctx) })
    ctx.ledger.effect({ action: 'order.tag', key: `${id}:${tags.join(',')}`, entity: id })
  }
  return { node: { __typename: 'Order', id }, userErrors: [] }
}
