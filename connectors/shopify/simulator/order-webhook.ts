import type { SimContext } from '@patchbay/connector-sdk/simulator'
import { type Address, money, type Order, type ShopState, subtotalCents, totalCents, variantOf } from './shop-state.ts'

/** Sends an order's event with the body that Shopify's webhooks have: the REST order, snake_case, numeric ids. */
export function emitOrder(ctx: SimContext, state: ShopState, event: { topic: string; order: Order }): void {
  ctx.emit({ topic: event.topic, body: orderBody(state, event.order) })
}

function orderBody(state: ShopState, order: Order): object {
  const fulfilled = order.lines.map((line) => line.fulfilled / line.quantity)
  return {
    id: order.id,
    admin_graphql_api_id: `gid://shopify/Order/${order.id}`,
    name: `#${order.number}`,
    order_number: order.number,
    email: order.customer.email,
    contact_email: order.customer.email,
    phone: order.phone,
    created_at: order.createdAt,
    updated_at: order.updatedAt,
    processed_at: order.createdAt,
    cancelled_at: order.cancelledAt,
    cancel_reason: order.cancelReason,
    closed_at: null,
    confirmed: true,
    test: true,
    currency: order.currency,
    presentment_currency: order.currency,
    subtotal_price: money(subtotalCents(state, order)),
    total_price: money(totalCents(state, order)),
    total_tax: '0.00',
    total_discounts: '0.00',
    financial_status: order.financialStatus,
    fulfillment_status: fulfilled.every((part) => part >= 1)
      ? 'fulfilled'
      : fulfilled.some((part) => part > 0)
        ? 'partial'
        : null,
    customer: {
      id: order.customer.id,
      email: order.customer.email,
      first_name: order.customer.firstName,
      last_name: order.customer.lastName,
      phone: order.customer.phone,
      admin_graphql_api_id: `gid://shopify/Customer/${order.customer.id}`,
    },
    shipping_address: order.shipping === null ? null : addressBody(order.shipping),
    billing_address: order.shipping === null ? null : addressBody(order.shipping),
    line_items: order.lines.map((line) => lineBody(state, line)),
    shipping_lines: [{ title: 'Standard', price: money(order.shippingCents), code: 'standard' }],
    note_attributes: order.attributes,
    tags: order.tags.join(', '),
  }
}

function lineBody(state: ShopState, line: Order['lines'][number]): object {
  const variant = variantOf(state, line.variantId)
  return {
    id: line.id,
    admin_graphql_api_id: `gid://shopify/LineItem/${line.id}`,
    variant_id: variant.id,
    product_id: variant.productId,
    title: variant.title,
    name: variant.title,
    sku: variant.sku,
    quantity: line.quantity,
    current_quantity: line.quantity,
    fulfillable_quantity: line.quantity - line.fulfilled,
    price: money(variant.priceCents),
    grams: variant.grams,
    requires_shipping: true,
    taxable: true,
    vendor: 'Sandbox shop',
  }
}

function addressBody(address: Address): object {
  const [first = '', ...rest] = address.name.split(' ')
  return {
    name: address.name,
    first_name: first,
    last_name: rest.join(' '),
    company: address.company ?? null,
    address1: address.address1,
    address2: address.address2 ?? null,
    city: address.city,
    province_code: address.provinceCode ?? null,
    zip: address.zip,
    country_code: address.countryCode,
    phone: address.phone ?? null,
  }
}
