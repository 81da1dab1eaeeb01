import { loadConnector } from '@patchbay/connector-catalog'
import type { DeliveryToParse } from '@patchbay/core/inbox/expand-delivery'
import type { RunRules, Trigger } from '@patchbay/flow/document'
import type { Mapping } from '@patchbay/flow/mapping'
import { afterAll, expect, test } from 'vitest'
import { createExpressionPool } from './expressions.ts'
import { createParseDelivery } from './parse-delivery.ts'

const expressions = createExpressionPool()
afterAll(() => expressions.close())
const parse = createParseDelivery({ loadConnector, expressions })

const shop = (event: string): Trigger => ({
  type: 'event',
  connector: 'shopify',
  event,
  connectionId: null,
  params: {},
})
const called: Trigger = { type: 'webhook', auth: { kind: 'none' }, answer: { kind: 'now' } }
const ref = (...path: string[]): Mapping => ({ kind: 'reference', ref: { from: 'start', path } })
const expression = (source: string): Mapping => ({ kind: 'expression', source })
const order = (key: Mapping | null): RunRules => ({
  order: { key, queue: null, whenOpen: 'queue', olderVersion: 'skip' },
})

const shopOrder = (second: number) => ({
  id: 1001,
  admin_graphql_api_id: 'gid://shopify/Order/1001',
  name: '#1001',
  created_at: '2026-11-01T10:00:00Z',
  updated_at: `2026-11-01T11:00:0${second}+01:00`,
  currency: 'EUR',
  total_price: '12.00',
  financial_status: 'paid',
  fulfillment_status: null,
  line_items: [],
})

async function read(of: { trigger: Trigger; body: unknown; topic?: string; runs?: RunRules }) {
  const delivery: DeliveryToParse = {
    workspaceId: 'w',
    trigger: of.trigger,
    stepId: 'start',
    runs: of.runs ?? null,
    sourceId: null,
    topic: of.topic ?? null,
    headers: {},
    body: Buffer.from(JSON.stringify(of.body)),
    verified: true,
    workspace: { timeZone: 'Europe/Berlin', currency: 'SEK', variables: { region: 'north' } },
  }
  return parse(delivery)
}
const keysOf = async (of: Parameters<typeof read>[0]) => {
  const parsed = await read(of)
  return parsed.ok ? parsed.items.map(({ orderKey, gatherKey, version }) => ({ orderKey, gatherKey, version })) : parsed
}

test('events of one order have one key and versions that can be compared, whichever of its topics tells of it', async () => {
  const updated = await keysOf({ trigger: shop('orderUpdated'), topic: 'orders/updated', body: shopOrder(4) })
  const cancelled = await keysOf({ trigger: shop('orderCancelled'), topic: 'orders/cancelled', body: shopOrder(5) })
  expect(updated).toEqual([{ orderKey: 'order/1001', gatherKey: null, version: '1793527204000000' }])
  expect(cancelled).toEqual([{ orderKey: 'order/1001', gatherKey: null, version: '1793527205000000' }])
})

test('an author may say another key, or none; what lacks it goes in no order', async () => {
  const body = { customer: { id: 7 } }
  expect(await keysOf({ trigger: called, body })).toMatchObject([{ orderKey: null }])
  const byCustomer = order(ref('body', 'customer', 'id'))
  expect(await keysOf({ trigger: called, body, runs: byCustomer })).toMatchObject([{ orderKey: '7' }])
  expect(await keysOf({ trigger: called, body: {}, runs: byCustomer })).toMatchObject([{ orderKey: null }])
  const none = { trigger: shop('orderUpdated'), topic: 'orders/updated', body: shopOrder(4), runs: { order: null } }
  expect(await keysOf(none)).toMatchObject([{ orderKey: null }])
})

test('an event whose key cannot be worked out is not run, and says why', async () => {
  const parsed = await read({ trigger: called, body: {}, runs: order(expression('$number("many")')) })
  expect(parsed).toMatchObject({
    ok: false,
    code: 'order_key',
    message: expect.stringContaining('The key by which this flow puts its runs in order could not be worked out'),
  })
})

test('without a key a batch takes all events and a debounce those that tell of the same', async () => {
  const event = { trigger: shop('orderUpdated'), topic: 'orders/updated', body: shopOrder(4) }
  const batch: RunRules = { gather: { kind: 'batch', key: null, count: 10, withinMs: 1_000 } }
  const debounce: RunRules = { gather: { kind: 'debounce', key: null, quietMs: 1_000, longestMs: 5_000 } }
  expect(await keysOf({ ...event, runs: batch })).toMatchObject([{ gatherKey: 'all', orderKey: 'order/1001' }])
  expect(await keysOf({ ...event, runs: debounce })).toMatchObject([{ gatherKey: 'order/1001' }])
  expect(await keysOf({ trigger: called, body: {}, runs: debounce })).toMatchObject([{ gatherKey: 'all' }])
})

test('keys and labels are worked out with what the workspace has: its zone, its currency, its variables', async () => {
  const body = { placedAt: '2026-11-20T23:30:00Z', customer: '7' }
  const day = expression("$formatDate(steps.start.body.placedAt, 'yyyy-MM-dd')")
  const byDay: RunRules = { gather: { kind: 'batch', key: day, count: 10, withinMs: 1_000 } }
  expect(await keysOf({ trigger: called, body, runs: byDay })).toMatchObject([{ gatherKey: '2026-11-21' }])
  const region: Mapping = { kind: 'reference', ref: { from: 'workspace', path: ['variables', 'region'] } }
  expect(await keysOf({ trigger: called, body, runs: order(region) })).toMatchObject([{ orderKey: 'north' }])
  const currency: Mapping = { kind: 'reference', ref: { from: 'workspace', path: ['currency'] } }
  const labelled = await read({ trigger: { ...called, subject: currency }, body })
  expect(labelled).toMatchObject({ ok: true, items: [{ subject: 'SEK' }] })
})
