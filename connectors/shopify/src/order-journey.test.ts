import { readFileSync } from 'node:fs'
import { parseEvent, runAction } from '@patchbay/connector-sdk'
import { createHarness, graphqlContract } from '@patchbay/connector-sdk/testing'
import { describe, expect, it } from 'vitest'
import { shopifySimulator } from '../simulator/shopify-simulator.ts'
import { shopify } from './shopify.ts'

const sdl = readFileSync(new URL('../contract/admin-2026-10.trimmed.graphql', import.meta.url), 'utf8')
const contract = graphqlContract(sdl, {
  path: '/admin/api/2026-10/graphql.json',
  headers: { required: { 'x-shopify-access-token': /./ } },
})
const { placeOrder, cancelOrder, listFulfillments, listProducts, setStock, stockAt } = shopifySimulator.commands
const customer = { email: 'ada.field@example.com', firstName: 'Ada', lastName: 'Field' }

function shop() {
  const harness = createHarness(shopifySimulator, {
    contract,
    credentials: { apiKey: 'shpat_made_up_0001' },
    settings: { shop: 'sandbox-shop' },
  })
  const order = (skus: Record<string, number>) =>
    placeOrder(harness.host, {
      customer,
      shipping: null,
      lines: Object.entries(skus).map(([sku, quantity]) => ({ sku, quantity })),
    })
  const run = (action: string, input: unknown) => runAction(shopify, action, input, harness.context())
  const variant = (sku: string) => listProducts(harness.host, {}).find((one) => one.sku === sku)?.id ?? 0
  return { harness, order, run, variant }
}

describe('an order on its way', () => {
  it('is told short of stock, by the item that is missing', async () => {
    const { harness, run, variant } = shop()
    setStock(harness.host, { sku: 'MUG-STONE', available: 2 })
    const items = [
      { variantId: variant('MUG-STONE'), quantity: 3 },
      { variantId: variant('APRON-LINEN'), quantity: 1 },
    ]
    expect(await run('checkStock', { items })).toMatchObject({
      allAvailable: false,
      missing: ['MUG-STONE'],
      items: [{ available: 2, requested: 3, enough: false, delta: -3 }, { enough: true }],
    })
  })

  it('takes what it checked from the stock', async () => {
    const { run, variant } = shop()
    const items = [{ variantId: variant('MUG-STONE'), quantity: 3 }]
    const checked = await run('checkStock', { items })
    const [item] = Reflect.get(Object(checked), 'items')
    const change = { inventoryItemId: item.inventoryItemId, locationId: item.locationId, delta: item.delta }
    expect(await run('adjustInventory', { changes: [change] })).toMatchObject({
      changes: [{ delta: -3, quantityAfterChange: item.available - 3 }],
    })
    const stale = { ...change, expected: item.available }
    expect(await run('adjustInventory', { changes: [stale] }).catch((error: unknown) => error)).toMatchObject({
      code: 'conflict',
    })
  })

  it('ships in parts', async () => {
    const { harness, order, run } = shop()
    const { id } = order({ 'APRON-LINEN': 2 })
    const before = await run('getOrder', { orderId: id })
    const line = Reflect.get(Object(before), 'fulfillmentOrders')[0].lineItems[0].id
    const part = { fulfillmentOrderLineItemId: line, quantity: 1 }
    await run('createFulfillment', { orderId: id, trackingNumber: 'EZ1', lineItems: [part] })
    expect(await run('getOrder', { orderId: id })).toMatchObject({
      displayFulfillmentStatus: 'PARTIALLY_FULFILLED',
      lineItems: [{ unfulfilledQuantity: 1 }],
    })
    await run('createFulfillment', { orderId: id, trackingNumber: 'EZ2' })
    const third = run('createFulfillment', { orderId: id, trackingNumber: 'EZ3' })
    expect(await third.catch((error: unknown) => error)).toMatchObject({ code: 'conflict' })
    expect(listFulfillments(harness.host, {}).map((one) => one.tracking.number)).toEqual(['EZ1', 'EZ2'])
  })

  it('ships from two places only one at a time', async () => {
    const { order, run } = shop()
    const { id } = order({ 'APRON-LINEN': 1, 'PAN-IRON': 1 })
    const both = run('createFulfillment', { orderId: id, trackingNumber: 'EZ1' })
    expect(await both.catch((error: unknown) => error)).toMatchObject({ code: 'invalid_input' })
    const read = await run('getOrder', { orderId: id })
    for (const one of Reflect.get(Object(read), 'fulfillmentOrders'))
      await run('createFulfillment', { orderId: id, trackingNumber: `EZ-${one.location}`, fulfillmentOrderId: one.id })
    expect(await run('getOrder', { orderId: id })).toMatchObject({ displayFulfillmentStatus: 'FULFILLED' })
  })

  it('does not ship once it is cancelled', async () => {
    const { harness, order, run } = shop()
    const { id } = order({ 'APRON-LINEN': 1 })
    cancelOrder(harness.host, { orderId: id })
    const late = run('createFulfillment', { orderId: id, trackingNumber: 'EZ1' })
    expect(await late.catch((error: unknown) => error)).toMatchObject({ code: 'conflict' })
    expect(await run('getOrder', { orderId: id })).toMatchObject({ cancelledAt: expect.any(String) })
  })

  it('reads an order of many lines page by page', async () => {
    const { harness, run } = shop()
    const lines = Array.from({ length: 230 }, () => ({ sku: 'MUG-STONE', quantity: 1 }))
    const { id } = placeOrder(harness.host, { customer, shipping: null, lines })
    const read = await run('getOrder', { orderId: id })
    expect(Reflect.get(Object(read), 'lineItems')).toHaveLength(230)
    expect(harness.problems).toEqual([])
  })
})

describe('what goes beyond a page', () => {
  it('is stock at the last of many places, asked for by its id in any form or found by itself', async () => {
    const { harness, run, variant } = shop()
    setStock(harness.host, { sku: 'MUG-STONE', available: 1 })
    const places = Array.from({ length: 60 }, (_, index) =>
      stockAt(harness.host, { place: `Shop ${index}`, sku: 'MUG-STONE', available: index === 59 ? 40 : 2 }),
    )
    const last = `gid://shopify/Location/${places.at(-1)?.id}`
    const items = [
      { variantId: variant('MUG-STONE'), quantity: 30 },
      { variantId: variant('APRON-LINEN'), quantity: 1 },
    ]
    const there = { allAvailable: true, items: [{ available: 40, locationId: last }, { enough: true }] }
    expect(await run('checkStock', { items })).toMatchObject(there)
    const [mugs] = items
    const one = { allAvailable: true, items: [{ available: 40, locationId: last }] }
    expect(await run('checkStock', { items: [mugs], locationId: last })).toMatchObject(one)
    expect(await run('checkStock', { items: [mugs], locationId: String(places.at(-1)?.id) })).toMatchObject(one)
    expect(harness.problems).toEqual([])
  })

  it('is no stock at a place that holds none of it', async () => {
    const { harness, run, variant } = shop()
    const { id } = stockAt(harness.host, { place: 'Attic', sku: 'MUG-STONE', available: 9 })
    const items = [{ variantId: variant('APRON-LINEN'), quantity: 1 }]
    expect(await run('checkStock', { items, locationId: String(id) })).toMatchObject({
      allAvailable: false,
      missing: ['APRON-LINEN'],
      items: [{ available: 0, locationId: null, enough: false }],
    })
  })

  it('is no reason to ask for more than a query may cost', async () => {
    const { run } = shop()
    const items = Array.from({ length: 50 }, (_, index) => ({ variantId: index + 1, quantity: 1 }))
    expect(await run('checkStock', { items }).catch((error: unknown) => error)).toMatchObject({ code: 'not_found' })
  })

  it('is the rest of a fulfilment order with many lines, and the last of many fulfilment orders', async () => {
    const { harness, run } = shop()
    const lines = Array.from({ length: 120 }, () => ({ sku: 'MUG-STONE', quantity: 1 }))
    for (const { sku } of listProducts(harness.host, {})) {
      setStock(harness.host, { sku, available: 0 })
      stockAt(harness.host, { place: `Shop for ${sku}`, sku, available: 9 })
      lines.push({ sku, quantity: 1 })
    }
    const { id } = placeOrder(harness.host, { customer, shipping: null, lines })
    const read = Object(await run('getOrder', { orderId: id }))
    const shipments: { lineItems: { id: string }[] }[] = read.fulfillmentOrders
    expect(shipments.map(({ lineItems }) => lineItems.length)).toEqual([121, 1, 1, 1, 1])
    expect(new Set(shipments.flatMap(({ lineItems }) => lineItems.map((line) => line.id))).size).toBe(125)
    expect(harness.problems).toEqual([])
  })

  it('is every piece of a long order in the list of orders', async () => {
    const { harness, run } = shop()
    const lines = Array.from({ length: 130 }, () => ({ sku: 'MUG-STONE', quantity: 2 }))
    placeOrder(harness.host, { customer, shipping: null, lines })
    const found = Object(await run('listOrders', { period: 'between' }))
    expect(found).toMatchObject({ count: 1, orders: [{ items: 260 }], text: expect.stringContaining('260 pieces') })
    expect(found.orders[0].lineItems).toHaveLength(130)
    expect(harness.problems).toEqual([])
  })
})

it('takes an order event with an additional detail that has no value', () => {
  const { harness } = shop()
  const lines = [{ sku: 'MUG-STONE', quantity: 1 }]
  placeOrder(harness.host, { customer, shipping: null, lines, attributes: { gift: null, note: 'blue' } })
  const [delivery] = harness.deliveries
  const event = { topic: 'orders/create', headers: {}, body: new TextEncoder().encode(String(delivery?.body)) }
  expect(parseEvent(shopify, 'orderCreated', event).items).toMatchObject([
    { output: { attributes: { gift: '', note: 'blue' } } },
  ])
})
