import { closeDatabase, type Database, openDatabase } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { delivery, flowTrigger, flowVersion, gather, payload } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { Gather, RunRules } from '@patchbay/flow/document'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { loadDeliveries } from '../deliveries/load-deliveries.ts'
import { type Deployed, openQueueWorld, orderItem, type QueueWorld } from '../testing/queue-world.ts'
import { closeDueGathers } from './close-due-gathers.ts'
import { closeGather } from './close-gather.ts'

const database = useDatabase(testDatabase)
let db: Database
let world: QueueWorld

beforeAll(() => {
  db = openDatabase(database.appUrl)
})
afterAll(() => closeDatabase(db))
beforeEach(async () => {
  world = await openQueueWorld(db)
})

const batch = (count: number): Gather => ({ kind: 'batch', key: null, count, withinMs: 60_000 })
const debounce: Gather = { kind: 'debounce', key: null, quietMs: 10_000, longestMs: 60_000 }
const gathering = (rules: Gather, more: RunRules = {}): RunRules => ({ gather: rules, ...more })
const item = (order: string, version: number | null, gatherKey = 'all') => orderItem(order, version, { gatherKey })

const fail = (error: unknown) => {
  throw error
}
const closeDue = () => closeDueGathers(db, 100, fail)
/** As if the world had stood still for so long. */
const pass = (seconds: number) =>
  world.inside(async (tx) => {
    const earlier = sql.raw(`- interval '${seconds} s'`)
    await tx.execute(
      sql`UPDATE gather SET first_at = first_at ${earlier}, last_at = last_at ${earlier}, due_at = due_at ${earlier} WHERE state = 'open'`,
    )
    await tx.execute(sql`UPDATE gather_item SET received_at = received_at ${earlier}`)
    await tx.execute(sql`UPDATE delivery SET received_at = received_at ${earlier}`)
  })
const itemOf = async (at: Deployed, index = 0) => {
  const row = (await world.runsOf(at))[index]
  const [found] = await world.inside((tx) =>
    tx
      .select()
      .from(payload)
      .where(eq(payload.id, row?.itemPayloadId ?? '')),
  )
  return { row, json: found?.json }
}

test('a full batch runs at once as one run, and each event shows which run it went into', async () => {
  const flow = await world.deploy(gathering(batch(3)))
  const double = item('1002', 1)
  await world.arrive(flow, [item('1001', 1)])
  await world.arrive(flow, [double])
  await world.arrive(flow, [double])
  await world.expandAll()
  expect(await world.runsOf(flow)).toHaveLength(0)
  await world.arrive(flow, [item('1003', 1), item('1004', 1)])
  await world.expandAll()
  const { row, json } = await itemOf(flow)
  expect(json).toEqual({
    items: ['1001', '1002', '1003'].map((order) => ({ order, version: 1 })),
    count: 3,
  })
  expect(row).toMatchObject({ subject: 'Order #1001 and 2 more', orderKey: null })
  const shown = await world.inside((tx) =>
    loadDeliveries(tx, eq(delivery.flowId, flow.flowId), { limit: 10, mayReplay: true }),
  )
  expect(shown.map(({ summary }) => [summary.state, summary.runs.map(({ id }) => id)])).toEqual([
    ['expanded', [row?.id]],
    ['duplicate', []],
    ['expanded', [row?.id]],
    ['expanded', [row?.id]],
  ])
  await pass(61)
  await closeDue()
  // Alone it goes in order like any run about that order, and so stands first.
  expect((await itemOf(flow)).json).toEqual({ items: [{ order: '1004', version: 1 }], count: 1 })
})

test('a batch is full at half of what this installation lets a step be given', async () => {
  const small = await openQueueWorld({ ...db, large: { ...db.large, maxBytes: 150 } })
  const flow = await small.deploy(gathering(batch(100)))
  for (const order of ['1001', '1002', '1003']) await small.arrive(flow, [item(order, 1)])
  await small.expandAll()
  expect((await small.runsOf(flow)).map(({ subject }) => subject)).toEqual(['Order #1001 and 1 more'])
  await small.arrive(flow, [item(`1004 ${'x'.repeat(60)}`, 1)])
  await small.expandAll()
  // What does not fit beside 1003 is no reason to make it too large.
  expect((await small.runsOf(flow)).map(({ subject }) => subject?.slice(0, 22)).toSorted()).toEqual([
    'Order #1001 and 1 more',
    'Order #1003',
    'Order #1004 xxxxxxxxxx',
  ])
})

test('a batch that is not full runs when its time is over, and waits for what came in within it', async () => {
  const flow = await world.deploy(gathering(batch(100)))
  const slow = await world.arrive(flow, [item('1001', 1)])
  await world.arrive(flow, [item('1002', 1)])
  const leased = await world.lease()
  for (const target of leased.filter(({ id }) => id !== slow)) await world.expand(target)
  await pass(61)
  await closeDue()
  expect(await world.runsOf(flow)).toHaveLength(0)
  for (const target of leased.filter(({ id }) => id === slow)) await world.expand(target)
  await closeDue()
  expect((await itemOf(flow)).json).toMatchObject({ count: 2 })
})

test('of a burst the newest state runs alone; a burst that never ends runs after the longest time', async () => {
  const flow = await world.deploy(gathering(debounce))
  for (const version of [1, 3, 2]) await world.arrive(flow, [item('1001', version, 'order/1001')])
  await world.arrive(flow, [item('1002', 7, 'order/1002')])
  await world.expandAll()
  await pass(9)
  await closeDue()
  expect(await world.runsOf(flow)).toHaveLength(0)
  await pass(2)
  await closeDue()
  const rows = await world.runsOf(flow)
  expect(rows.map(({ entity, entityVersion }) => `${entity} v${entityVersion}`).toSorted()).toEqual([
    'order/1001 v3',
    'order/1002 v7',
  ])
  for (let second = 0; second < 70; second += 5) {
    await world.arrive(flow, [item('1003', second, 'order/1003')])
    await world.expandAll()
    await pass(5)
    await closeDue()
  }
  expect((await world.runsOf(flow)).filter(({ entity }) => entity === 'order/1003').length).toBe(1)
})

test('a crash while it closes leaves all as it was; two workers at once close it once; switching off changes nothing', async () => {
  const flow = await world.deploy(gathering(batch(100)))
  for (const order of ['1001', '1002']) await world.arrive(flow, [item(order, 1)])
  await world.expandAll()
  await pass(61)
  await world.inside((tx) =>
    tx.execute(sql`UPDATE flow_trigger SET active = false, holds = true WHERE id = ${flow.triggerId}`),
  )
  const [open] = await world.inside((tx) => tx.select().from(gather).where(eq(gather.triggerId, flow.triggerId)))
  if (open === undefined) throw new Error('nothing is gathered')
  const dying = inWorkspace(db, world.workspaceId, async (tx) => {
    await closeGather(tx, open)
    throw new Error('the worker died')
  })
  await expect(dying).rejects.toThrow('the worker died')
  expect(await world.runsOf(flow)).toHaveLength(0)
  await Promise.all([closeDue(), closeDue(), closeDue()])
  expect(await world.runsOf(flow)).toHaveLength(1)
  expect((await itemOf(flow)).json).toMatchObject({ count: 2 })
})

test('many workers on many events: each item is in one run, and no batch is larger than it may be', async () => {
  const flow = await world.deploy(gathering(batch(7)))
  for (let event = 0; event < 60; event++) await world.arrive(flow, [item(`${event}a`, null), item(`${event}b`, null)])
  const leased = await world.lease()
  // Some die with what they hold and are taken over.
  await Promise.all(leased.slice(0, 45).map((target) => world.expand(target)))
  await world.expireLeases()
  const again = await world.lease()
  await Promise.all([...again, ...leased.slice(45)].map((target) => world.expand(target)))
  await pass(61)
  await closeDue()
  const rows = await world.runsOf(flow)
  const items = await Promise.all(rows.map(async (_, index) => (await itemOf(flow, index)).json))
  const counts = items.map((json) => Number(Reflect.get(Object(json), 'count')))
  expect(Math.max(...counts)).toBe(7)
  const orders = items.flatMap((json) => JSON.stringify(json).match(/"\d+[ab]"/g) ?? [])
  expect(new Set(orders).size).toBe(120)
  expect(orders).toHaveLength(120)
})

test('events of one order that are gathered run in order with the rest; what is replayed runs by itself at once', async () => {
  const rules = gathering(batch(2), { order: { key: null, queue: 'orders', whenOpen: 'queue', olderVersion: 'skip' } })
  const [flow, other] = [await world.deploy(rules), await world.deploy({ order: rules.order ?? null })]
  await world.arrive(other, [orderItem('1001', 1)])
  for (const version of [2, 3]) await world.arrive(flow, [item('1001', version, 'order/1001')])
  await world.expandAll()
  const [first = ''] = await world.start()
  expect((await world.rowOf(first))?.flowId).toBe(other.flowId)
  expect(await world.start()).toEqual([])
  await world.finish(first)
  const [second = ''] = await world.start()
  expect(await world.rowOf(second)).toMatchObject({
    flowId: flow.flowId,
    orderKey: 'q:orders:order/1001',
    entityVersion: '3',
  })
  await world.arrive(flow, [item('1001', 2, 'order/1001')], { origin: 'replay' })
  await world.expandAll()
  expect((await itemOf(flow, 1)).json).toMatchObject({ count: 1 })
})

/** A second version, by which events from now on run. */
const publish = async (at: Deployed, runs: RunRules | null) => {
  const id = newId()
  await world.inside(async (tx) => {
    const [first] = await tx.select().from(flowVersion).where(eq(flowVersion.flowId, at.flowId))
    if (first === undefined) throw new Error('nothing is published')
    await tx.insert(flowVersion).values({ ...first, id, number: 2 })
    await tx.update(flowTrigger).set({ versionId: id, runs }).where(eq(flowTrigger.id, at.triggerId))
  })
}
const versionsOf = async (ids: string[]) => (await world.rowsOf(ids)).map(({ entityVersion }) => entityVersion)

test.each([
  ['gathers alike', 'all', gathering(batch(2))],
  ['gathers by another value', 'anything', gathering(batch(2))],
  ['gathers no more', 'all', null],
])(
  'what is still gathered by a version goes before what came later, where the next one %s',
  async (_how, key, next) => {
    const flow = await world.deploy(gathering(batch(9)))
    await world.arrive(flow, [item('1001', 1)])
    await world.arrive(flow, [item('1002', 1, 'another')])
    await world.expandAll()
    await publish(flow, next)
    for (const version of [2, 3]) await world.arrive(flow, [item('1001', version, key)])
    await world.expandAll()
    expect(await world.start()).toEqual([])
    await closeDue()
    const [first = ''] = await world.start()
    expect(await versionsOf([first])).toEqual(['1'])
    expect(await world.start()).toEqual([])
    await world.finish(first)
    expect(await versionsOf(await world.start())).toEqual([next === null ? '2' : '3'])
    // Nothing waits for what is gathered of another order: its time is not over.
    const open = await world.inside((tx) => tx.select().from(gather).where(eq(gather.state, 'open')))
    expect(open.map((one) => one.key)).toEqual(['another'])
  },
)

test('a large batch that is being put together goes before what came later; a window of the same version holds up nothing', async () => {
  const flow = await world.deploy(gathering(batch(2)))
  const large = (version: number) => orderItem('1001', version, { gatherKey: 'all', output: 'x'.repeat(200_000) })
  for (const version of [1, 2]) await world.arrive(flow, [large(version)])
  for (const version of [3, 4, 5]) await world.arrive(flow, [item('1001', version)])
  await world.expandAll()
  expect(await world.start()).toEqual([])
  await closeDue()
  const [first = ''] = await world.start()
  expect(await versionsOf([first])).toEqual(['2'])
  await world.finish(first)
  const [second = ''] = await world.start()
  expect(await versionsOf([second])).toEqual(['4'])
  await world.finish(second)
  await world.arrive(flow, [item('1001', 1)], { origin: 'replay' })
  await world.expandAll()
  expect(await world.start()).toHaveLength(1)
})

test('what cannot be closed holds up its order for an hour at most', async () => {
  const flow = await world.deploy(gathering(batch(9)))
  await world.arrive(flow, [item('1001', 1)])
  await world.expandAll()
  await publish(flow, null)
  await world.arrive(flow, [item('1001', 2)])
  await world.expandAll()
  expect(await world.start()).toEqual([])
  await world.inside((tx) => tx.execute(sql`UPDATE run SET progress_at = progress_at - interval '61 minutes'`))
  expect(await versionsOf(await world.start())).toEqual(['2'])
})
