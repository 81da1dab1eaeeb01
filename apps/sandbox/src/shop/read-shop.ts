import { ControlError } from '../control-error.ts'
import type { Order, Product, Shop } from '../control-schema.ts'
import { simulators } from '../simulators.ts'
import type { Workspace } from '../workspaces.ts'
import { cards, currency, customers, seedShop } from './seed-shop.ts'

const RECENT = 100

/** What the shop's page shows: all but the older orders. */
export function readShop(workspace: Workspace): Shop {
  return { products: readProducts(workspace), customers, cards, orders: readOrders(workspace).slice(0, RECENT) }
}

export function readProducts(workspace: Workspace): Product[] {
  seedShop(workspace)
  return simulators.shopify.commands.listProducts(workspace.hostOf('shopify'), {}).map((variant) => ({
    id: String(variant.productId),
    variantId: String(variant.id),
    inventoryItemId: String(variant.inventoryItemId),
    title: variant.title,
    sku: variant.sku,
    priceCents: variant.priceCents,
    currency,
    stock: variant.available,
    weightGrams: variant.grams,
  }))
}

/** Newest first; all, or those of `ids`. */
export function readOrders(workspace: Workspace, ids?: ReadonlySet<string>): Order[] {
  const host = workspace.hostOf('shopify')
  const products = new Map(readProducts(workspace).map((product) => [product.variantId, product]))
  const tracking = new Map<number, string[]>()
  for (const { orderId, tracking: of } of simulators.shopify.commands.listFulfillments(host, {}))
    if (of.number !== null) tracking.set(orderId, [...(tracking.get(orderId) ?? []), of.number])
  const found = simulators.shopify.commands.listOrders(host, {}).filter(({ id }) => ids?.has(String(id)) ?? true)
  const orders = found.map((order): Order => {
    const lines = order.lines.map(({ variantId, quantity }) => {
      const product = products.get(String(variantId))
      return {
        variantId: String(variantId),
        title: product?.title ?? '',
        quantity,
        cents: (product?.priceCents ?? 0) * quantity,
      }
    })
    const paymentIntentId = order.attributes.find(({ name }) => name === 'payment_intent')?.value ?? null
    return {
      id: String(order.id),
      name: `#${order.number}`,
      createdAt: order.createdAt,
      customerName: `${order.customer.firstName} ${order.customer.lastName}`.trim(),
      lines: lines.map(({ cents: _cents, ...line }) => line),
      totalCents: lines.reduce((sum, { cents }) => sum + cents, order.shippingCents),
      currency: order.currency,
      financialStatus: order.financialStatus,
      fulfillmentStatus: fulfillmentStatus(order.lines),
      cancelled: order.cancelledAt !== null,
      paymentIntentId,
      trackingNumbers: tracking.get(order.id) ?? [],
      tags: order.tags,
    }
  })
  return orders.reverse()
}

/** A 404 for an order that is not this shop's. */
export function findOrder(workspace: Workspace, id: string | undefined): Order {
  const order = readOrders(workspace).find((one) => one.id === id)
  if (order !== undefined) return order
  throw new ControlError(404, 'not_found', `The shop has no order ${id ?? ''}.`)
}

function fulfillmentStatus(lines: { quantity: number; fulfilled: number }[]): string {
  if (lines.every(({ quantity, fulfilled }) => fulfilled >= quantity)) return 'fulfilled'
  return lines.some(({ fulfilled }) => fulfilled > 0) ? 'partial' : 'unfulfilled'
}
