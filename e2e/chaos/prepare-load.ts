import { createSandboxClient } from '@patchbay/sandbox/client'
import type { Pool } from 'pg'
import type { OpenStack } from '../support/open-stack.ts'
import { createRandom } from '../support/random.ts'
import { waitFor } from '../support/wait-for.ts'
import { type WiredCore, wireCore } from '../support/wire-core.ts'
import { chaosFlow } from './chaos-flow.ts'
import type { SandboxAccess } from './check/read-vendors.ts'
import { collectEvents, type SignedEvent } from './collect-events.ts'
import { type SignedState, statesFlow, statesOf } from './order-states.ts'

export type Load = {
  core: WiredCore
  sandbox: SandboxAccess
  client: ReturnType<typeof createSandboxClient>
  /** Where the vendor's events go. */
  hookUrl: string
  events: SignedEvent[]
  states: SignedState[]
  statesFlowId: string
  stockBefore: number
}

const TOPIC = 'orders/create'
const WEBHOOK_SECRET = 'chaos-webhook-secret'
const STOCK_PER_PRODUCT = 50_000
const ORDERS_PER_BATCH = 100

/** A workspace with the flow published, and `count` orders placed in its shop whose signed events nobody has sent yet. */
export async function prepareLoad(open: OpenStack, db: Pool, load: { count: number; seed: number }): Promise<Load> {
  const { env, urls } = open.stack
  const core = await wireCore(env, { sandbox: false })
  const sandbox = { url: urls.sandbox, token: env['PATCHBAY_SANDBOX_TOKEN'] ?? '', workspaceId: core.workspaceId }
  const client = createSandboxClient(sandbox)
  const collector = await collectEvents(TOPIC)
  try {
    await client.setup({ sources: { shopify: { url: collector.url, secret: WEBHOOK_SECRET } } })
    const shopify = await core.connect('shopify', { webhookSecret: WEBHOOK_SECRET })
    const http = await core.connect('http', {})
    await core.publish(
      'Chaos',
      chaosFlow({
        shopify,
        stripe: await core.connect('stripe', {}),
        easypost: await core.connect('easypost', {}),
        hubspot: await core.connect('hubspot', {}),
        sendgrid: await core.connect('sendgrid', {}),
        http,
      }),
    )
    const statesFlowId = await core.publish('States', statesFlow({ shopify, http }))
    await placeOrders(client, load)
    await waitFor(async () => (collector.events().length >= load.count ? true : null), {
      what: `${load.count} signed events from the shop`,
      deadlineMs: 30_000 + load.count * 100,
    })
    // What the shop tells of later, of money taken, goes nowhere: the load is the events collected here.
    await client.setup({ sources: {} })
    const events = collector.events().slice(0, load.count)
    return {
      core,
      sandbox,
      client,
      events,
      states: statesOf(events, { seed: load.seed, secret: WEBHOOK_SECRET }),
      statesFlowId,
      hookUrl: await hookUrl(db, urls.ingress, shopify),
      stockBefore: await stockOf(client),
    }
  } finally {
    await collector.close()
  }
}

async function placeOrders(client: Load['client'], { count, seed }: { count: number; seed: number }): Promise<void> {
  const random = createRandom(seed, 4)
  const { products, customers } = await client.shop()
  for (const product of products) await client.restock(product.id, STOCK_PER_PRODUCT)
  const withAddress = customers.filter(({ address }) => address !== null)
  for (let placed = 0; placed < count; placed += ORDERS_PER_BATCH) {
    const product = products[random.between(0, products.length - 1)]
    const customer = withAddress[random.between(0, withAddress.length - 1)]
    if (product === undefined || customer === undefined) throw new Error('The shop has no goods or no customers')
    await client.placeOrders({
      lines: [{ productId: product.id, quantity: random.between(1, 2) }],
      customerId: customer.id,
      count: Math.min(ORDERS_PER_BATCH, count - placed),
    })
  }
}

async function hookUrl(db: Pool, ingress: string, connectionId: string): Promise<string> {
  const { rows } = await db.query<{ address: string }>('SELECT address FROM source WHERE connection_id = $1', [
    connectionId,
  ])
  const address = rows[0]?.address
  if (address === undefined) throw new Error('The shop connection has no address for events')
  return `${ingress}/hooks/${address}`
}

async function stockOf(client: Load['client']): Promise<number> {
  const { products } = await client.shop()
  return products.reduce((sum, { stock }) => sum + stock, 0)
}
