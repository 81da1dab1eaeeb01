import { connection, type PageArgs } from './connection.ts'
import {
  type Fulfillment,
  type FulfillmentOrder,
  type Level,
  type Location,
  money,
  type Order,
  rowsOf,
  type ShopState,
  subtotalCents,
  totalCents,
  type Variant,
  variantOf,
} from './shop-state.ts'

/** The shop's rows as the schema's objects; a field with arguments is a function, which GraphQL calls. */
export function shopObjects(state: ShopState) {
  const location = (one: Location) => ({
    __typename: 'Location',
    id: gid('Location', one.id),
    legacyResourceId: String(one.id),
    name: one.name,
    isActive: true,
    fulfillsOnlineOrders: true,
  })
  const locationById = (id: number) => {
    const found = state.locations.get(String(id))
    return found === null ? null : location(found)
  }
  const level = (one: Level) => ({
    __typename: 'InventoryLevel',
    id: gid('InventoryLevel', `${one.locationId}?inventory_item_id=${one.inventoryItemId}`),
    isActive: true,
    location: locationById(one.locationId),
    quantities: ({ names }: { names: string[] }) =>
      names.map((name) => ({
        __typename: 'InventoryQuantity',
        id: gid('InventoryQuantity', `${one.inventoryItemId}?name=${name}`),
        name,
        quantity: name === 'available' || name === 'on_hand' ? one.available : 0,
        updatedAt: null,
      })),
  })
  const levelsOf = (inventoryItemId: number) =>
    state.levels.all().filter((one) => one.inventoryItemId === inventoryItemId)
  const variant = (one: Variant) => ({
    __typename: 'ProductVariant',
    id: gid('ProductVariant', one.id),
    legacyResourceId: String(one.id),
    title: 'Default Title',
    displayName: one.title,
    sku: one.sku,
    price: money(one.priceCents),
    inventoryPolicy: 'DENY',
    availableForSale: true,
    inventoryQuantity: levelsOf(one.inventoryItemId).reduce((sum, item) => sum + item.available, 0),
    inventoryItem: inventoryItem(one),
  })
  const inventoryItem = (one: Variant) => ({
    __typename: 'InventoryItem',
    id: gid('InventoryItem', one.inventoryItemId),
    legacyResourceId: String(one.inventoryItemId),
    sku: one.sku,
    tracked: true,
    requiresShipping: true,
    inventoryLevel: ({ locationId }: { locationId: string }) => {
      const found = levelsOf(one.inventoryItemId).find((held) => gid('Location', held.locationId) === locationId)
      return found === undefined ? null : level(found)
    },
    inventoryLevels: (args: PageArgs) => connection(levelsOf(one.inventoryItemId).map(level), args),
  })
  return { location, locationById, level, variant, inventoryItem, ...orderObjects(state, { variant, locationById }) }
}

type Parts = { variant: (one: Variant) => object; locationById: (id: number) => object | null }

function orderObjects(state: ShopState, parts: Parts) {
  const lines = lineObjects(state, parts)
  const order = (one: Order) => ({
    __typename: 'Order',
    id: gid('Order', one.id),
    legacyResourceId: String(one.id),
    name: `#${one.number}`,
    email: one.customer.email,
    phone: one.phone,
    note: null,
    tags: one.tags,
    createdAt: one.createdAt,
    updatedAt: one.updatedAt,
    processedAt: one.createdAt,
    cancelledAt: one.cancelledAt,
    closed: false,
    confirmed: true,
    test: true,
    currencyCode: one.currency,
    presentmentCurrencyCode: one.currency,
    displayFinancialStatus: one.financialStatus.toUpperCase(),
    displayFulfillmentStatus: fulfillmentStatus(one),
    totalPriceSet: bag(totalCents(state, one), one.currency),
    subtotalPriceSet: bag(subtotalCents(state, one), one.currency),
    totalShippingPriceSet: bag(one.shippingCents, one.currency),
    customer: customer(one),
    shippingAddress: address(one),
    billingAddress: address(one),
    customAttributes: one.attributes.map(({ name, value }) => ({ key: name, value })),
    lineItems: (args: PageArgs) => connection(one.lines.map(lines.lineItem), args),
    fulfillmentOrders: (args: PageArgs) =>
      connection(rowsOf(state.fulfillmentOrders, state.fulfillmentOrdersOf, one.id).map(lines.fulfillmentOrder), args),
    fulfillments: ({ first }: { first?: number | null }) =>
      rowsOf(state.fulfillments, state.fulfillmentsOf, one.id)
        .slice(0, first ?? 250)
        .map(fulfillment),
  })
  return { order, fulfillment, fulfillmentOrder: lines.fulfillmentOrder }
}

function lineObjects(state: ShopState, parts: Parts) {
  const lineItem = (line: Order['lines'][number]) => {
    const variant = variantOf(state, line.variantId)
    return {
      __typename: 'LineItem',
      id: gid('LineItem', line.id),
      title: variant.title,
      name: variant.title,
      sku: variant.sku,
      quantity: line.quantity,
      currentQuantity: line.quantity,
      unfulfilledQuantity: line.quantity - line.fulfilled,
      requiresShipping: true,
      variant: parts.variant(variant),
    }
  }
  const fulfillmentOrder = (one: FulfillmentOrder) => ({
    __typename: 'FulfillmentOrder',
    id: gid('FulfillmentOrder', one.id),
    status: one.status,
    requestStatus: 'UNSUBMITTED',
    orderId: gid('Order', one.orderId),
    createdAt: one.createdAt,
    updatedAt: one.createdAt,
    assignedLocation: {
      name: state.locations.get(String(one.locationId))?.name ?? 'Nowhere',
      location: parts.locationById(one.locationId),
    },
    lineItems: (args: PageArgs) =>
      connection(
        one.lines.map((line) => fulfillmentOrderLine(one.orderId, line)),
        args,
      ),
  })
  const fulfillmentOrderLine = (orderId: number, line: FulfillmentOrder['lines'][number]) => {
    const ordered = state.orders.get(String(orderId))?.lines.find((item) => item.id === line.lineId)
    const variant = ordered === undefined ? null : variantOf(state, ordered.variantId)
    return {
      __typename: 'FulfillmentOrderLineItem',
      id: gid('FulfillmentOrderLineItem', line.id),
      lineItem: ordered === undefined ? null : lineItem(ordered),
      sku: variant?.sku ?? null,
      productTitle: variant?.title ?? '',
      remainingQuantity: line.remaining,
      totalQuantity: line.total,
    }
  }
  return { lineItem, fulfillmentOrder }
}

export function gid(type: string, id: number | string): string {
  return `gid://shopify/${type}/${id}`
}

/** The number in a gid of that type, `null` for anything else. */
export function numberIn(type: string, id: string): string | null {
  return new RegExp(`^gid://shopify/${type}/(\\d+)$`).exec(id)?.[1] ?? null
}

function fulfillment(one: Fulfillment) {
  return {
    __typename: 'Fulfillment',
    id: gid('Fulfillment', one.id),
    legacyResourceId: String(one.id),
    name: `#${one.number}.1`,
    status: 'SUCCESS',
    displayStatus: 'FULFILLED',
    createdAt: one.createdAt,
    updatedAt: one.createdAt,
    totalQuantity: one.lines.reduce((sum, line) => sum + line.quantity, 0),
    trackingInfo: [one.tracking],
  }
}

function fulfillmentStatus(order: Order): string {
  if (order.lines.every((line) => line.fulfilled >= line.quantity)) return 'FULFILLED'
  return order.lines.some((line) => line.fulfilled > 0) ? 'PARTIALLY_FULFILLED' : 'UNFULFILLED'
}

function customer({ customer: one }: Order) {
  return {
    id: gid('Customer', one.id),
    firstName: one.firstName,
    lastName: one.lastName,
    displayName: `${one.firstName} ${one.lastName}`,
    tags: [],
    defaultEmailAddress: { emailAddress: one.email },
    defaultPhoneNumber: one.phone === null ? null : { phoneNumber: one.phone },
  }
}

function address({ id, shipping }: Order) {
  if (shipping === null) return null
  const { countryCode, ...rest } = shipping
  return { id: gid('MailingAddress', id), coordinatesValidated: false, ...rest, countryCodeV2: countryCode }
}

function bag(cents: number, currencyCode: string) {
  const value = { amount: money(cents), currencyCode }
  return { shopMoney: value, presentmentMoney: value }
}
