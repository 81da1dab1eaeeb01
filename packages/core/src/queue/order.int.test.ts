import { closeDatabase, type Database, openDatabase } from '@patchbay/db/database'
import { acceptTick } from '@patchbay/db/functions'
import { testDatabase } from '@patchbay/db/testing'
import type { RunOrder, Trigger } from '@patchbay/flow/document'
import { useDatabase } from '@patchbay/local-stack/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { expandDelivery } from '../inbox/expand-delivery.ts'
import type { Item } from '../inbox/item.ts'
import { requestCancel } from '../runs/request-cancel.ts'
import { requeueRun } from '../runs/requeue-run.ts'
import { type Deployed, openQueueWorld, orderItem, type QueueWorld } from '../testing/queue-world.ts'
import { loadBlockers, whyWaiting } from './why-waiting.ts'

const database = useDatabase(testDatabase)
let db: Database
let world: QueueWorld
let flow: Deployed

beforeAll(() => {
  db = openDatabase(database.appUrl)
})
afterAll(() => closeDatabase(db))
beforeEach(async () => {
  world = await openQueueWorld(db)
  flow = await world.deploy()
})

const order = (change: Partial<RunOrder> = {}): { order: RunOrder } => ({
  order: { key: null, queue: null, whenOpen: 'queue', olderVersion: 'skip', ...change },
})
const startsOf = async (ids: string[]) =>
  Promise.all(ids.map(async (id) => `${(await world.rowOf(id))?.entity} v${(await world.rowOf(id))?.entityVersion}`))
const tickItem: Item = { output: {}, key: null, subject: null, occurredAt: null, orderKey: 'schedule' }
const only = async (entity: string, ids: string[]) =>
  (await world.rowsOf(ids)).filter((row) => row.entity === entity).map(({ id }) => id)
const retry = async (runId: string) => {
  const row = await world.rowOf(runId)
  await world.inside((tx) => requeueRun(tx, { id: runId, epoch: row?.epoch ?? 0 }, { newRound: true }))
}

describe('order per key', () => {
  test('runs about one order go one at a time, in the order of their events; others do not wait', async () => {
    for (const [id, version] of [
      ['1001', 1],
      ['1002', 1],
      ['1001', 2],
      ['1001', 3],
    ] as const)
      await world.arrive(flow, [orderItem(id, version)])
    await world.expandAll()
    const first = await world.start()
    expect(await startsOf(first)).toEqual(expect.arrayContaining(['order/1001 v1', 'order/1002 v1']))
    expect(first).toHaveLength(2)
    expect(await world.start()).toEqual([])
    const told: string[] = []
    for (let [open] = await only('order/1001', first); open !== undefined; [open] = await world.start()) {
      told.push(...(await startsOf([open])))
      await world.finish(open, told.length === 1 ? 'failed' : 'succeeded')
    }
    expect(told.filter((one) => one.includes('1001'))).toEqual(['order/1001 v1', 'order/1001 v2', 'order/1001 v3'])
  })

  test('an event that came first and is not unpacked yet is waited for, until it is or is given up', async () => {
    const late = await world.arrive(flow, [orderItem('1001', 1)])
    const quick = await world.arrive(flow, [orderItem('1001', 2)])
    const leased = await world.lease()
    const of = (id: string) => leased.filter((one) => one.id === id)
    for (const target of of(quick)) await world.expand(target)
    expect(await world.start()).toEqual([])
    for (const target of of(late)) await world.expand(target)
    expect(await startsOf(await world.start())).toEqual(['order/1001 v1'])

    const poison = await world.arrive(flow, [orderItem('1009', 1)])
    const behind = await world.arrive(flow, [orderItem('1007', 1)])
    for (const target of (await world.lease()).filter(({ id }) => id === behind)) await world.expand(target)
    expect(await world.start()).toEqual([])
    for (let death = 0; death < 6; death++) {
      await world.expireLeases()
      await world.lease()
    }
    expect(await world.deliveryOf(poison)).toMatchObject({ state: 'dead' })
    expect(await startsOf(await world.start())).toEqual(['order/1007 v1'])
  })

  test('of those that wait the older state goes first; a state older than one that has run is left out, in words', async () => {
    const [, v5, v3] = [
      await world.arrive(flow, [orderItem('1001', 1)]),
      await world.arrive(flow, [orderItem('1001', 5)]),
      await world.arrive(flow, [orderItem('1001', 3)]),
    ]
    await world.expandAll()
    const [first = ''] = await world.start()
    await world.finish(first)
    const [second = ''] = await world.start()
    expect(await startsOf([second])).toEqual(['order/1001 v3'])
    expect((await world.rowOf(second))?.deliveryId).toBe(v3)
    await world.finish(second)
    const [third = ''] = await world.start()
    expect((await world.rowOf(third))?.deliveryId).toBe(v5)
    const stale = await world.arrive(flow, [orderItem('1001', 4)])
    await world.expandAll()
    await world.finish(third)
    expect(await world.start()).toEqual([])
    const left = (await world.runsOf(flow)).find(({ deliveryId }) => deliveryId === stale)
    expect(left).toMatchObject({
      state: 'cancelled',
      reasonCode: 'older_version',
      reason: 'A newer state of order #1001 has run already; this one was left out.',
    })
    await world.arrive(flow, [orderItem('1001', 4)], { origin: 'replay', replayOf: stale })
    await world.expandAll()
    expect(await startsOf(await world.start())).toEqual(['order/1001 v4'])
  })

  test('flows that share a queue wait for one another, and none leaves out what another flow is for', async () => {
    const [updated, cancelled] = [
      await world.deploy(order({ queue: 'orders' })),
      await world.deploy(order({ queue: 'orders' })),
    ]
    const waiting = await world.arrive(cancelled, [orderItem('1001', 1)])
    await world.arrive(updated, [orderItem('1001', 3)])
    for (const target of (await world.lease()).filter(({ id }) => id !== waiting)) await world.expand(target)
    expect(await world.start()).toEqual([])
    await world.expireLeases()
    await world.expandAll()
    const [first = ''] = await world.start()
    expect((await world.rowOf(first))?.flowId).toBe(cancelled.flowId)
    expect(await world.start()).toEqual([])
    await world.finish(first)
    const [second = ''] = await world.start()
    expect((await world.rowOf(second))?.flowId).toBe(updated.flowId)
    await world.arrive(cancelled, [orderItem('1001', 2)])
    await world.expandAll()
    await world.finish(second)
    const [late = ''] = await world.start()
    expect(await world.rowOf(late)).toMatchObject({ flowId: cancelled.flowId, state: 'running' })
  })

  test('a run that is held keeps its turn; one that failed gives it on, and goes before those that wait when retried', async () => {
    for (const version of [1, 2, 3]) await world.arrive(flow, [orderItem('1001', version)])
    await world.expandAll()
    const [first = ''] = await world.start()
    await world.inside((tx) => tx.execute(sql`UPDATE run SET state = 'needs_attention' WHERE id = ${first}`))
    expect(await world.start()).toEqual([])
    const behind = (await world.runsOf(flow))[1]
    const [why, blockers] = await world.inside(async (tx) => [
      behind && (await whyWaiting(tx, behind)),
      await loadBlockers(tx, [behind?.id ?? '']),
    ])
    expect(why).toMatchObject({
      kind: 'run',
      run: { id: first, state: 'needs_attention' },
      words: 'Waits for the run before it (Order #1001), which needs attention.',
    })
    expect(blockers).toEqual(new Map([[behind?.id, first]]))
    await world.finish(first, 'failed')
    const [second = ''] = await world.start()
    await retry(first)
    expect(await world.start()).toEqual([])
    await world.finish(second)
    // Older than what has run since, and wanted all the same.
    expect(await world.start()).toEqual([first])
    await world.finish(first)
    expect(await startsOf(await world.start())).toEqual(['order/1001 v3'])
  })

  test('a lease that ends is leased again and nobody overtakes, whatever comes in between', async () => {
    await world.arrive(flow, [orderItem('1001', 2)])
    await world.expandAll()
    const dead = await world.leaseRuns()
    expect(dead.runs).toHaveLength(1)
    await world.arrive(flow, [orderItem('1001', 1)])
    await world.expandAll()
    expect(await world.start()).toEqual([])
    await world.expireLeases()
    expect(await startsOf(await world.start())).toEqual(['order/1001 v2'])
  })
})

test('ticks that are caught up go in the order they were planned, however they come', async () => {
  const every = { kind: 'interval' as const, everyMs: 10_000 }
  const queue: Trigger = { type: 'schedule', schedule: every, overlap: 'queue', catchUpWindowMs: 3_600_000 }
  const ticking = await world.deploy(null, queue)
  const planned = (minute: number) => new Date(Date.UTC(2026, 10, 21, 12, minute))
  const tick = (minute: number) =>
    acceptTick(db, { triggerId: ticking.triggerId, generation: 1, scheduledFor: planned(minute) })
  for (const minute of [3, 1, 2, 0]) await tick(minute)
  // Late as they are, each waits a while for those before it.
  expect(await world.lease()).toEqual([])
  await world.inside((tx) => tx.execute(sql`UPDATE delivery SET due_at = now()`))
  const told: (string | null | undefined)[] = []
  const startNext = async () => {
    for (const id of await world.start()) told.push((await world.rowOf(id))?.entityVersion)
  }
  for (const target of await world.lease()) {
    await expandDelivery(db, target, async () => ({ ok: true, items: [tickItem] }))
    await startNext()
  }
  for (let turn = 0; turn < 4; turn++) {
    for (const row of await world.runsOf(ticking)) if (row.state === 'running') await world.finish(row.id)
    await startNext()
  }
  expect(told).toEqual([0, 1, 2, 3].map((minute) => String(planned(minute).getTime() * 1_000)))
})

test('what a paused flow held runs in the order it came when the flow goes on, and before what comes then', async () => {
  const later = new Date('9999-01-01T00:00:00Z')
  const held = []
  for (const version of [1, 2, 3])
    held.push(
      await world.arrive(flow, [orderItem('1001', null, { subject: `v${version}` })], {
        reasonCode: 'held',
        dueAt: later,
      }),
    )
  await world.expandAll()
  expect(await world.runsOf(flow)).toEqual([])
  await world.inside((tx) =>
    tx.execute(
      sql`UPDATE delivery SET due_at = received_at, reason_code = 'released' WHERE trigger_id = ${flow.triggerId}`,
    ),
  )
  await world.arrive(flow, [orderItem('1001', null, { subject: 'v4' })])
  const leased = await world.lease()
  const told: (string | null | undefined)[] = []
  // Unpacked from behind; whoever can start is started in between.
  for (const target of leased.toReversed()) {
    await world.expand(target)
    for (const id of await world.start()) told.push((await world.rowOf(id))?.subject)
  }
  for (let [open] = (await world.runsOf(flow)).filter(({ state }) => state === 'running'); open; ) {
    await world.finish(open.id)
    for (const id of await world.start()) told.push((await world.rowOf(id))?.subject)
    open = (await world.runsOf(flow)).find(({ state }) => state === 'running')
  }
  expect(told).toEqual(['v1', 'v2', 'v3', 'v4'])
})

describe('when a run with the key is open', () => {
  test('a newer event takes its place: what waits ends, what runs is asked to stop, and its end is waited for', async () => {
    const replacing = await world.deploy(order({ whenOpen: 'replace' }))
    await world.arrive(replacing, [orderItem('1001', 1)])
    await world.expandAll()
    const [running = ''] = await world.start()
    await world.arrive(replacing, [orderItem('1001', 2)])
    const [asked] = await world.expandAll()
    expect(asked).toMatchObject({ outcome: 'expanded', runs: 1, replaced: [{ runId: running }] })
    await world.arrive(replacing, [orderItem('1001', 4)])
    await world.arrive(replacing, [orderItem('1001', 3)])
    await world.expandAll()
    const rows = await world.runsOf(replacing)
    expect(rows.map(({ entityVersion, state, reasonCode }) => [entityVersion, state, reasonCode])).toEqual([
      ['1', 'running', null],
      ['2', 'cancelled', 'replaced'],
      ['4', 'queued', null],
      ['3', 'cancelled', 'replaced'],
    ])
    expect(rows[0]).toMatchObject({ cancelRequestedBy: 'a newer event' })
    expect(await world.start()).toEqual([])
    await world.finish(running, 'cancelled')
    expect(await startsOf(await world.start())).toEqual(['order/1001 v4'])
  })

  test('a newer event waits for what a person has asked to be undone, and does not give it up', async () => {
    const replacing = await world.deploy(order({ whenOpen: 'replace' }))
    await world.arrive(replacing, [orderItem('1001', 1)])
    await world.expandAll()
    const [undoing = ''] = await world.start()
    await world.inside((tx) => requestCancel(tx, { runId: undoing, by: 'Ola', undo: true }))
    await world.finish(undoing, 'cancelled')
    for (const version of [2, 3]) await world.arrive(replacing, [orderItem('1001', version)])
    await world.expandAll()
    expect(await world.rowOf(undoing)).toMatchObject({ state: 'queued', epoch: 2, cancelRequestedAt: null })
    expect(await world.start()).toEqual([undoing])
    expect(await world.start()).toEqual([])
    await world.finish(undoing)
    expect(await world.rowOf(undoing)).toMatchObject({ state: 'cancelled', reasonCode: 'cancelled' })
    expect(await startsOf(await world.start())).toEqual(['order/1001 v3'])
  })

  test('an event is left out, holds no key, and runs when it comes again later', async () => {
    const dropping = await world.deploy(order({ whenOpen: 'drop' }))
    const item = orderItem('1001', 2)
    const [first, second] = [await world.arrive(dropping, [orderItem('1001', 1)]), await world.arrive(dropping, [item])]
    await world.expandAll()
    expect(await world.deliveryOf(first)).toMatchObject({ state: 'expanded' })
    expect(await world.deliveryOf(second)).toMatchObject({
      state: 'refused',
      reasonCode: 'key_open',
      reason: 'A run about Order #1001 was still open, and this flow then leaves events out.',
    })
    const [open = ''] = await world.start()
    await world.finish(open)
    const again = await world.arrive(dropping, [item])
    await world.expandAll()
    expect(await world.deliveryOf(again)).toMatchObject({ state: 'expanded' })
    const double = await world.arrive(dropping, [item])
    await world.expandAll()
    expect(await world.deliveryOf(double)).toMatchObject({ state: 'duplicate', reasonCode: 'item_seen' })
  })
})
