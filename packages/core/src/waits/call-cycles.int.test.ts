import { closeDatabase, type Database, openDatabase } from '@patchbay/db/database'
import { testDatabase } from '@patchbay/db/testing'
import type { RunOrder, Trigger } from '@patchbay/flow/document'
import { useDatabase } from '@patchbay/local-stack/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { requeueRun } from '../runs/requeue-run.ts'
import { type Deployed, openQueueWorld, orderItem, type QueueWorld } from '../testing/queue-world.ts'
import { type Called, callFlow } from './call-flow.ts'

const database = useDatabase(testDatabase)
let db: Database
let world: QueueWorld
let orders: Deployed
let stock: Deployed

const called: Trigger = { type: 'call', input: [], output: [] }
const byKey = (queue: string | null = null): { order: RunOrder } => ({
  order: { key: { kind: 'constant', value: '' }, queue, whenOpen: 'queue', olderVersion: 'run' },
})

beforeAll(() => {
  db = openDatabase(database.appUrl)
})
afterAll(() => closeDatabase(db))
beforeEach(async () => {
  world = await openQueueWorld(db)
  orders = await world.deploy(byKey(), called, 'Orders')
  stock = await world.deploy(byKey(), called, 'Stock')
})

/** A run that an event began and that has its turn under the key. */
async function begin(at: Deployed, key: string): Promise<string> {
  const id = await world.arrive(at, [orderItem(key, null, { orderKey: key })])
  await world.expandAll()
  await world.start()
  const row = (await world.runsOf(at)).find(({ deliveryId }) => deliveryId === id)
  if (row?.startedAt == null) throw new Error('the run has not begun')
  return row.id
}

async function call(runId: string, callee: Deployed, key: string, node = 1): Promise<Called> {
  const epoch = (await world.rowOf(runId))?.epoch ?? 0
  return callFlow(
    db,
    { workspaceId: world.workspaceId, runId, epoch },
    {
      place: { node, stepId: `call ${node}`, iteration: '' },
      flowId: callee.flowId,
      versionId: null,
      waits: true,
      input: {},
      subject: 'Order #1001',
      keyOf: async () => key,
    },
  )
}

const runOf = (made: Called): string => {
  if (!made.ok) throw new Error(JSON.stringify(made.problem))
  return made.runId
}

describe('calls under keys', () => {
  test('two that would wait for each other: the one that would close the ring fails in words, the other goes on', async () => {
    const [order, sku] = [await begin(orders, '1001'), await begin(stock, 'sku 7')]
    const waiting = runOf(await call(order, stock, 'sku 7'))
    expect(await world.start()).toEqual([])
    const refused = await call(sku, orders, '1001')
    expect(refused).toEqual({
      ok: false,
      problem: {
        code: 'call_cycle',
        message: expect.stringMatching(
          /“Stock” \(Order #1001\), called by “Orders”, waits for the turn that “Stock” has here.*same queue and key/s,
        ),
      },
    })
    await world.finish(sku, 'failed')
    expect(await world.start()).toEqual([waiting])
  })

  test('a ring of three is found as well, and a line that is none is not', async () => {
    const parcels = await world.deploy(byKey(), called, 'Parcels')
    const [order, sku, parcel] = [await begin(orders, 'a'), await begin(stock, 'b'), await begin(parcels, 'c')]
    runOf(await call(order, stock, 'b'))
    runOf(await call(sku, parcels, 'c'))
    runOf(await call(parcel, stock, 'another'))
    expect(await call(parcel, orders, 'a', 2)).toMatchObject({ problem: { code: 'call_cycle' } })
  })

  test('of two that close a ring in the same moment one is told', async () => {
    for (let round = 0; round < 10; round++) {
      const [order, sku] = [await begin(orders, `o${round}`), await begin(stock, `s${round}`)]
      const both = await Promise.all([call(order, stock, `s${round}`), call(sku, orders, `o${round}`)])
      expect(both.filter(({ ok }) => ok)).toHaveLength(1)
    }
  })

  test('what goes on with a call that it made before is looked at as well', async () => {
    const [order, sku] = [await begin(orders, '1001'), await begin(stock, 'sku 7')]
    const other = await begin(orders, '1002')
    // The run of “Stock” waits for another order, and fails meanwhile; what it called stays.
    runOf(await call(sku, orders, '1002'))
    await world.finish(sku, 'failed')
    await world.finish(other)
    const [child = ''] = await world.start()
    expect(child).not.toBe('')
    await world.inside((tx) => requeueRun(tx, { id: sku, epoch: 1 }, { newRound: true }))
    // Before it comes to its turn, what it called and an order come to wait for each other by way of it.
    runOf(await call(order, stock, 'sku 7'))
    runOf(await call(child, orders, '1001'))
    expect(await world.start()).toEqual([sku])
    expect(await call(sku, orders, '1002')).toMatchObject({ problem: { code: 'call_cycle' } })
  })

  test('what is called goes along with the turn of its callers, however far, as long as they have it', async () => {
    const [desk, shelf] = [await world.deploy(byKey('desk'), called), await world.deploy(byKey('desk'), called)]
    const first = await begin(desk, 'same')
    const second = runOf(await call(first, shelf, 'same'))
    expect(await world.start()).toEqual([second])
    const third = runOf(await call(second, desk, 'same'))
    expect(await world.start()).toEqual([third])
    // Its callers have ended and given the turn on, it has not heard of that yet.
    await world.finish(first, 'failed')
    const next = await begin(desk, 'same')
    const late = runOf(await call(third, shelf, 'same'))
    expect(await world.start()).toEqual([])
    await world.finish(next)
    expect(await world.start()).toEqual([late])
  })

  test('what was lent a turn gets in line when it is retried by itself, and is lent it again by its caller', async () => {
    const [desk, shelf] = [await world.deploy(byKey('desk'), called), await world.deploy(byKey('desk'), called)]
    const caller = await begin(desk, 'same')
    const child = runOf(await call(caller, shelf, 'same'))
    expect(await world.start()).toEqual([child])
    await world.finish(child, 'failed')
    await world.finish(caller, 'failed')
    const other = await begin(desk, 'same')
    const retry = async (runId: string) => {
      const epoch = (await world.rowOf(runId))?.epoch ?? 0
      await world.inside((tx) => requeueRun(tx, { id: runId, epoch }, { newRound: true }))
    }
    await retry(child)
    expect(await world.start()).toEqual([])
    expect(await world.rowOf(child)).toMatchObject({ orderKey: 'q:desk:same', hasTurn: false })
    // Its caller is retried as well, and came before it.
    await retry(caller)
    await world.finish(other)
    expect(await world.start()).toEqual([caller])
    expect(runOf(await call(caller, shelf, 'same'))).toBe(child)
    expect(await world.start()).toEqual([child])
  })
})
