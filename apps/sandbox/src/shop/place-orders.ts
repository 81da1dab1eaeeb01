import { setImmediate as nextTurn } from 'node:timers/promises'
import type { z } from 'zod'
import { ControlError } from '../control-error.ts'
import type { Customer, Order, Product, placeOrders } from '../control-schema.ts'
import type { Exclusive } from '../exclusive.ts'
import { simulators } from '../simulators.ts'
import type { Workspace } from '../workspaces.ts'
import { noteOrderOfPayment } from './hear-of-capture.ts'
import { readOrders, readProducts } from './read-shop.ts'
import { currency, customers } from './seed-shop.ts'

type Wish = z.output<typeof placeOrders>

/** Orders placed in one transaction; the vendors answer others between two of them. */
const BATCH = 10

/**
 * Authorises or charges the card at Stripe and places the order in the shop, as often as asked. Answers with them,
 * newest first.
 */
export async function placeInShop(workspace: Workspace, wish: Wish, exclusive: Exclusive): Promise<Order[]> {
  const basket = await exclusive(() => readBasket(workspace, wish))
  const placed = new Set<string>()
  while (placed.size < wish.count) {
    const size = Math.min(BATCH, wish.count - placed.size)
    await exclusive(() => {
      for (let i = 0; i < size; i++) placed.add(placeOne(workspace, basket))
    })
    // Lets requests in that came meanwhile.
    await nextTurn()
  }
  return exclusive(() => readOrders(workspace, placed))
}

type Basket = { wish: Wish; customer: Customer; lines: { product: Product; quantity: number }[]; totalCents: number }

function readBasket(workspace: Workspace, wish: Wish): Basket {
  const customer = customers.find(({ id }) => id === wish.customerId)
  if (customer === undefined)
    throw new ControlError(422, 'invalid_input', `customerId: there are ${customers.map(({ id }) => id).join(', ')}.`)
  const products = readProducts(workspace)
  const lines = wish.lines.map((line) => ({ product: productOf(products, line), quantity: line.quantity }))
  const totalCents = lines.reduce((sum, { product, quantity }) => sum + product.priceCents * quantity, 0)
  return { wish, customer, lines, totalCents }
}

function placeOne(workspace: Workspace, { wish, customer, lines, totalCents }: Basket): string {
  const intent = simulators.stripe.commands.createIntent(workspace.hostOf('stripe'), {
    amountCents: totalCents,
    currency,
    email: customer.email,
    captureMethod: wish.capture === 'at_once' ? 'automatic' : 'manual',
    ...(wish.card === 'declined' ? { declined: 'generic_decline' } : {}),
  })
  const phone = wish.omit.includes('phone') ? null : customer.phone
  const { address } = customer
  const [firstName = '', ...rest] = customer.name.split(' ')
  const placed = simulators.shopify.commands.placeOrder(workspace.hostOf('shopify'), {
    lines: lines.map(({ product, quantity }) => ({ sku: product.sku, quantity })),
    customer: { email: customer.email, firstName, lastName: rest.join(' '), ...(phone === null ? {} : { phone }) },
    shipping:
      address === null || wish.omit.includes('shipping_address')
        ? null
        : {
            name: address.name,
            address1: address.street1,
            city: address.city,
            zip: address.zip,
            countryCode: address.country,
            ...(phone === null ? {} : { phone }),
          },
    financialStatus: standings[intent.status] ?? 'pending',
    paymentIntent: intent.id,
    shippingCents: 0,
    currency,
  })
  noteOrderOfPayment(workspace, { intent: intent.id, orderId: placed.id })
  return String(placed.id)
}

const standings: Record<string, 'authorized' | 'paid'> = { requires_capture: 'authorized', succeeded: 'paid' }

function productOf(products: Product[], line: Wish['lines'][number]): Product {
  const found = products.find(({ id, variantId }) =>
    'productId' in line ? id === line.productId : variantId === line.variantId,
  )
  if (found !== undefined) return found
  throw new ControlError(422, 'invalid_input', 'lines: the shop does not sell that product.')
}
