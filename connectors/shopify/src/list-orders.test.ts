import { readFileSync } from 'node:fs'
import { runAction } from '@patchbay/connector-sdk'
import { createHarness, graphqlContract } from '@patchbay/connector-sdk/testing'
import { expect, it } from 'vitest'
import { shopifySimulator } from '../simulator/shopify-simulator.ts'
import { shopify } from './shopify.ts'

const sdl = readFileSync(new URL('../contract/admin-2026-10.trimmed.graphql', import.meta.url), 'utf8')
const contract = graphqlContract(sdl, {
  path: '/admin/api/2026-10/graphql.json',
  headers: { required: { 'x-shopify-access-token': /^\S+$/ } },
})
const { placeOrder } = shopifySimulator.commands

it('lists the orders of yesterday in the shop’s time zone, as data and as a text for an e-mail', async () => {
  const harness = createHarness(shopifySimulator, {
    contract,
    credentials: { apiKey: 'shpat_made_up_0001' },
    settings: { shop: 'sandbox-shop' },
  })
  const at = (instant: string) => ({ ...harness.host, now: () => new Date(instant) })
  const place = (instant: string, quantity: number) =>
    placeOrder(at(instant), {
      customer: { email: 'ada.field@example.com', firstName: 'Ada', lastName: 'Field' },
      shipping: null,
      lines: [{ sku: 'MUG-STONE', quantity }],
    })
  // New York is five hours behind: the day before the 21st runs from 05:00 to 05:00 UTC.
  place('2026-11-20T04:59:00Z', 1)
  for (let index = 0; index < 30; index++) place('2026-11-20T05:00:00Z', 2)
  place('2026-11-21T05:00:00Z', 3)
  const context = harness.context({ now: '2026-11-21T13:00:00Z' })
  const found = await runAction(shopify, 'listOrders', {}, context)
  expect(found).toMatchObject({
    count: 30,
    total: { amount: '1230.00', currencyCode: 'USD' },
    from: '2026-11-20T05:00:00.000Z',
    to: '2026-11-21T05:00:00.000Z',
    text: expect.stringMatching(/^#1002, Ada Field: 41\.00 USD, 2 pieces\n/),
  })
  expect(await runAction(shopify, 'listOrders', { period: 'today', paid: 'unpaid' }, context)).toMatchObject({
    count: 0,
    total: null,
    text: 'No orders.',
  })
  expect(harness.problems).toEqual([])
})
