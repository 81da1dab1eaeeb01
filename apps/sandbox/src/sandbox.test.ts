import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSandboxClient, type SandboxClient } from './client.ts'
import { type EventReceiver, startReceiver } from './testing/event-receiver.ts'
import { type OpenSandbox, openSandbox } from './testing/open-sandbox.ts'

const secret = 'made-up-shop-secret'

let opened: OpenSandbox
let receiver: EventReceiver
let client: SandboxClient

beforeEach(async () => {
  opened = await openSandbox()
  receiver = await startReceiver()
  client = opened.client('w1')
  await client.setup({ sources: { shopify: { url: receiver.url, secret } } })
})
afterEach(async () => {
  await opened.close()
  await receiver.close()
})

describe('the shop', () => {
  it('is stocked as drawn', async () => {
    const { products, customers, cards } = await client.shop()
    expect(products.map(({ title, priceCents, stock }) => `${title} ${priceCents} ${stock}`)).toEqual([
      'Stoneware mug 24000 38',
      'Reading lamp 76800 12',
      'Canvas tote 32000 0',
      'Desk fern 19000 64',
      'Leather bookmark 6000 120',
    ])
    expect(customers.map(({ name, address }) => `${name}, ${address?.city ?? 'nowhere'}`)).toEqual([
      'Ilka Varro, Malmö',
      'Bram Oduya, Göteborg',
      'Sanne Pohl, Stockholm',
      'Mika Thorne, nowhere',
    ])
    expect(cards.map(({ last4 }) => last4)).toEqual(['4242', '0002'])
  })

  it('authorises the card, places the order and sends the event signed', async () => {
    const [placed] = await place({ 'Stoneware mug': 2, 'Reading lamp': 1 })
    expect(placed).toMatchObject({ totalCents: 124_800, currency: 'SEK', financialStatus: 'authorized' })
    const [event] = await receiver.waitFor(1)
    expect(event?.headers['x-shopify-topic']).toBe('orders/create')
    expect(event?.headers['x-shopify-hmac-sha256']).toBe(sign(event?.body ?? ''))
    const body = JSON.parse(event?.body ?? '')
    expect(body).toMatchObject({ name: placed?.name, total_price: '1248.00', shipping_address: { city: 'Malmö' } })
    expect(body.note_attributes).toEqual([{ name: 'payment_intent', value: placed?.paymentIntentId }])
    const intent = await vendor('stripe', `/v1/payment_intents/${placed?.paymentIntentId}`, {
      authorization: 'Bearer sk',
    })
    expect(await intent.json()).toMatchObject({ amount: 124_800, currency: 'sek', status: 'requires_capture' })
  })

  it('places many at once, with what was left out and with a card that is declined', async () => {
    const placed = await place({ 'Desk fern': 1 }, { count: 20, omit: ['shipping_address', 'phone'], card: 'declined' })
    expect(placed).toHaveLength(20)
    expect(new Set(placed.map(({ name }) => name)).size).toBe(20)
    expect(placed[0]).toMatchObject({ financialStatus: 'pending' })
    const events = await receiver.waitFor(20)
    expect(events.map(({ body }) => JSON.parse(body).name)).toEqual(placed.map(({ name }) => name).reverse())
    expect(JSON.parse(events[0]?.body ?? '')).toMatchObject({ shipping_address: null, phone: null })
  })

  it('pays, ships a part, refunds and cancels, each with its event', async () => {
    const [first] = await place({ 'Stoneware mug': 2 })
    const id = first?.id ?? ''
    expect(await client.pay(id)).toMatchObject({ financialStatus: 'paid' })
    expect(await client.fulfilPartially(id)).toMatchObject({ fulfillmentStatus: 'partial' })
    expect(await client.refund(id)).toMatchObject({ financialStatus: 'refunded' })
    const [second] = await place({ 'Desk fern': 1 })
    expect(await client.cancel(second?.id ?? '')).toMatchObject({ cancelled: true })
    await expect(client.cancel(second?.id ?? '')).rejects.toMatchObject({ status: 409 })
    const events = await receiver.waitFor(5)
    expect(events.map(({ headers }) => headers['x-shopify-topic'])).toEqual([
      'orders/create',
      'orders/paid',
      'refunds/create',
      'orders/create',
      'orders/cancelled',
    ])
  })

  it('tells that an order is paid when its money is taken at the payment provider, once and by whomever', async () => {
    const [placed] = await place({ 'Desk fern': 1 })
    await client.switchFault('payments', { mode: 'timeout_after_apply', count: 1, method: 'POST' })
    const path = `/v1/payment_intents/${placed?.paymentIntentId}/capture`
    const capture = (signal: AbortSignal | null) =>
      fetch(`${opened.url}/w/w1/stripe${path}`, {
        method: 'POST',
        headers: { authorization: 'Bearer sk', 'idempotency-key': 'k1' },
        signal,
      })
    const lost = new AbortController()
    const first = capture(lost.signal).catch(() => null)
    const events = await receiver.waitFor(2)
    lost.abort()
    await first
    expect((await capture(null)).status).toBe(200)
    expect(events.map(({ headers }) => headers['x-shopify-topic'])).toEqual(['orders/create', 'orders/paid'])
    expect(JSON.parse(events[1]?.body ?? '')).toMatchObject({ name: placed?.name, financial_status: 'paid' })
    await expect(client.pay(placed?.id ?? '')).rejects.toMatchObject({ status: 409 })
    expect((await client.ledger()).events.map(({ topic }) => topic)).toEqual(['orders/create', 'orders/paid'])
  })

  it('takes the money itself where it is asked to', async () => {
    const [placed] = await place({ 'Leather bookmark': 1 }, { capture: 'at_once' })
    expect(placed).toMatchObject({ totalCents: 6_000, financialStatus: 'paid' })
    const events = await receiver.waitFor(2)
    expect(events.map(({ headers }) => headers['x-shopify-topic'])).toEqual(['orders/create', 'orders/paid'])
    expect(await client.refund(placed?.id ?? '')).toMatchObject({ financialStatus: 'refunded' })
    const [declined] = await place({ 'Desk fern': 1 }, { capture: 'at_once', card: 'declined' })
    expect(declined).toMatchObject({ financialStatus: 'pending' })
  })

  it('is restocked', async () => {
    const { products } = await client.shop()
    const tote = products.find(({ title }) => title === 'Canvas tote')
    const after = await client.restock(tote?.id ?? '', 10)
    expect(after.products.find(({ title }) => title === 'Canvas tote')?.stock).toBe(10)
  })
})

describe('events', () => {
  it('come again under the same delivery id until they are taken', async () => {
    receiver.answerWith(503)
    await place({ 'Desk fern': 1 })
    const [first] = await receiver.waitFor(1)
    receiver.answerWith(202)
    const all = await receiver.waitFor(2)
    expect(all[1]?.headers['x-shopify-webhook-id']).toBe(first?.headers['x-shopify-webhook-id'])
    expect(all[1]?.body).toBe(first?.body)
  })

  it('can be sent twice, or overtaken by the next', async () => {
    await client.shopEvents({ duplicate: true })
    await place({ 'Desk fern': 1 })
    const [one, two] = await receiver.waitFor(2)
    expect(two).toMatchObject({ body: one?.body })
    expect(two?.headers['x-shopify-webhook-id']).toBe(one?.headers['x-shopify-webhook-id'])

    await client.shopEvents({ outOfOrder: true })
    const [later, earlier] = await place({ 'Desk fern': 1 }, { count: 2 })
    const events = await receiver.waitFor(4)
    expect(events.slice(2).map(({ body }) => JSON.parse(body).name)).toEqual([later?.name, earlier?.name])
  })
})

describe('two workspaces', () => {
  it('do not see each other', async () => {
    const other = opened.client('w2')
    await other.setup({ sources: {} })
    const [placed] = await place({ 'Stoneware mug': 1 })
    await client.switchFault('carrier', { fail: 2 })
    expect((await other.shop()).orders).toEqual([])
    await expect(other.order(placed?.id ?? '')).rejects.toMatchObject({ status: 404 })
    expect((await other.faults()).carrier).toBeNull()
    const path = `/v1/payment_intents/${placed?.paymentIntentId}`
    expect((await vendor('stripe', path, { authorization: 'Bearer sk' }, 'w2')).status).toBe(404)
    const { simulators } = await other.ledger()
    expect(simulators.stripe?.effects).toEqual([])
  })
})

describe('reset', () => {
  it('empties the shop and knows on where events go', async () => {
    await place({ 'Stoneware mug': 1 })
    await receiver.waitFor(1)
    await client.switchFault('crm', { mode: 'down' })
    await client.reset()
    const { orders, products } = await client.shop()
    expect(orders).toEqual([])
    expect(products).toHaveLength(5)
    expect((await client.faults()).crm).toBeNull()
    await place({ 'Desk fern': 1 })
    expect(await receiver.waitFor(2)).toHaveLength(2)
  })
})

describe('the control API', () => {
  it('refuses a wrong token and names what is wrong with a request', async () => {
    const stranger = createSandboxClient({ url: opened.url, token: 'wrong', workspaceId: 'w1' })
    await expect(stranger.shop()).rejects.toMatchObject({ status: 401 })
    await expect(client.placeOrders({ customerId: 'ilka-varro', lines: [] })).rejects.toMatchObject({ status: 422 })
    await expect(client.order('1')).rejects.toMatchObject({ status: 404 })
  })
})

async function place(basket: Record<string, number>, more: Partial<Parameters<SandboxClient['placeOrders']>[0]> = {}) {
  const { products } = await client.shop()
  const lines = Object.entries(basket).map(([title, quantity]) => ({
    productId: products.find((product) => product.title === title)?.id ?? '',
    quantity,
  }))
  return client.placeOrders({ customerId: 'ilka-varro', lines, ...more })
}

function vendor(connector: string, path: string, headers: Record<string, string>, workspace = 'w1') {
  return fetch(`${opened.url}/w/${workspace}/${connector}${path}`, { headers })
}

function sign(body: string): string {
  return createHmac('sha256', secret).update(body).digest('base64')
}
