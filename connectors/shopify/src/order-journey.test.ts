import { readFileSync } from 'node:fs'
import { runAction } from '@patchbay/connector-sdk'
import { createHarness, graphqlContract } from '@patchbay/connector-sdk/testing'
import { describe, expect, it } from 'vitest'
import { shopifySimulator } from '../simulator/shopify-simulator.ts'
import { shopify } from './shopify.ts'

const sdl = readFileSync(new URL('../contract/admin-2026-10.trimmed.graphql', import.meta.url), 'utf8')
const contract = graphqlContract(sdl, {
  path: '/admin/api/2026-10/graphql.json',
  headers: { required: { 'x-shopify-access-token': /./ } },
})
const { placeOrder, cancelOrder, listFulfillments, listProducts, setStock } = shopifySimulator.commands
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
