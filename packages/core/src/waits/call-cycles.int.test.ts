import { closeDatabase, type Database, openDatabase } from '@patchbay/db/database'
import { testDatabase } from '@patchbay/db/testing'
import type { RunOrder, Trigger } from '@patchbay/flow/document'
import { useDatabase } from '@patchbay/local-stack/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { loadBlockers, whyWaiting } from '../queue/why-waiting.ts'
import { requestCancel } from '../runs/request-cancel.ts'
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

/** A run of an event, in the line of the key. */
async function arrive(at: Deployed, key: string): Promise<string> {
  const id = await world.arrive(at, [orderItem(key, null, { orderKey: key })])
  await world.expandAll()
  const row = (await world.runsOf(at)).find(({ deliveryId }) => deliveryId === id)
  if (row === undefined) throw new Error('the event has no run')
  return row.id
}

/** A run that an event began and that has its turn under the key. */
async function begin(at: Deployed, key: string): Promise<string> {
  const id = await arrive(at, key)
  await world.start()
  if ((await world.rowOf(id))?.startedAt == null) throw new Error('the run has not begun')
  return id
}

async function retry(runId: string): Promise<void> {
  const epoch = (await world.rowOf(runId))?.epoch ?? 0
  await world.inside((tx) => requeueRun(tx, { id: runId, epoch }, { newRound: true }))
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
    // The turn is given on when all of them have ended, and what they call meanwhile goes along as well.
    const next = await arrive(desk, 'same')
    for (const ended of [first, second]) {
      await world.finish(ended, 'failed')
      expect(await world.start()).toEqual([])
    }
    expect(await world.inside((tx) => loadBlockers(tx, [next]))).toEqual(new Map([[next, third]]))
    const row = await world.rowOf(next)
    if (row === undefined) throw new Error('no such run')
    expect(await world.inside((tx) => whyWaiting(tx, row))).toMatchObject({ kind: 'run', run: { id: third } })
    const late = runOf(await call(third, shelf, 'same'))
    expect(await world.start()).toEqual([late])
    await world.finish(third, 'failed')
    expect(await world.start()).toEqual([])
    await world.finish(late)
    expect(await world.start()).toEqual([next])
  })

  test('a retried caller gets its turn back while what it called has it lent, before those that wait; not for what it no longer waits for', async () => {
    const [desk, shelf] = [await world.deploy(byKey('desk'), called), await world.deploy(byKey('desk'), called)]
    const caller = await begin(desk, 'same')
    const child = runOf(await call(caller, shelf, 'same'))
    expect(await world.start()).toEqual([child])
    const next = await arrive(desk, 'same')
    await world.finish(caller, 'failed')
    await retry(caller)
    expect(await world.start()).toEqual([caller])
    expect(runOf(await call(caller, shelf, 'same'))).toBe(child)
    // What the child has called goes on when the child itself has failed: nobody works beside it.
    const left = runOf(await call(child, desk, 'same'))
    expect(await world.start()).toEqual([left])
    await world.finish(child, 'failed')
    await world.finish(caller, 'failed')
    await retry(caller)
    expect(await world.start()).toEqual([])
    await world.finish(left)
    const [first = ''] = await world.start()
    await world.finish(first)
    expect([first, ...(await world.start())]).toEqual([caller, next])
  })

  test('a flow that leaves events out does so while what has a turn lent is open', async () => {
    const [desk, shelf] = [await world.deploy(byKey('desk'), called), await world.deploy(byKey('desk'), called)]
    const picky = await world.deploy({ order: { ...byKey('desk').order, whenOpen: 'drop' } })
    const caller = await begin(desk, 'same')
    const child = runOf(await call(caller, shelf, 'same'))
    await world.finish(caller, 'failed')
    const bring = async () => {
      await world.arrive(picky, [orderItem('same', null, { orderKey: 'same' })])
      return (await world.expandAll()).map(({ outcome }) => outcome)
    }
    expect(await bring()).toEqual(['refused'])
    await world.start()
    await world.finish(child)
    expect(await bring()).toEqual(['expanded'])
  })

  test('a newer event takes the place of what was lent a turn and whose caller has ended, and waits where that is undone', async () => {
    const replacing = { order: { ...byKey('desk').order, whenOpen: 'replace' as const } }
    const [desk, shelf] = [await world.deploy(replacing), await world.deploy(byKey('desk'), called)]
    const between = await world.deploy(null, called)
    const bring = async (version: number) => {
      await world.arrive(desk, [orderItem('same', version, { orderKey: 'same' })])
      const [expanded] = await world.expandAll()
      return expanded?.outcome === 'expanded' ? (expanded.replaced ?? []).map(({ runId }) => runId) : null
    }
    /** The turn is lent over a run without a key; then whoever had it fails. */
    const lend = async (version: number) => {
      await bring(version)
      const [caller = ''] = await world.start()
      const middle = runOf(await call(caller, between, ''))
      expect(await world.start()).toEqual([middle])
      const child = runOf(await call(middle, shelf, 'same'))
      expect(await world.start()).toEqual([child])
      await world.finish(caller, 'failed')
      return { caller, middle, child }
    }
    const first = await lend(5)
    // Of before: had its caller not failed, it would not have taken its place.
    expect(await bring(4)).toEqual([])
    expect(await bring(6)).toEqual([first.middle])
    expect(await world.rowOf(first.middle)).toMatchObject({ cancelRequestedBy: 'a newer event', cancelUndoes: false })
    expect(await world.start()).toEqual([])
    // As the cancel of its caller does.
    await world.finish(first.middle, 'cancelled')
    expect(await world.rowOf(first.child)).toMatchObject({ cancelRequestedBy: 'the run that called it' })
    await world.finish(first.child, 'cancelled')
    const [newest = ''] = await world.start()
    expect(await world.rowOf(newest)).toMatchObject({ entityVersion: '6' })
    await world.finish(newest)
    const second = await lend(7)
    await world.inside((tx) => requestCancel(tx, { runId: second.middle, by: 'Ola', undo: true }))
    await world.finish(second.middle, 'cancelled')
    expect(await bring(8)).toEqual([])
    expect(await world.rowOf(second.middle)).toMatchObject({ unwindingBy: 'Ola', cancelRequestedAt: null })
  })

  test('a ring is found that is closed by what has a turn lent and whose caller has ended', async () => {
    const [desk, shelf] = [await world.deploy(byKey('desk'), called), await world.deploy(byKey('desk'), called)]
    const [caller, sku] = [await begin(desk, 'same'), await begin(stock, 'sku 7')]
    const child = runOf(await call(caller, shelf, 'same'))
    expect(await world.start()).toEqual([child])
    await world.finish(caller, 'failed')
    const waiting = runOf(await call(sku, desk, 'same'))
    expect(await world.start()).toEqual([])
    expect(await call(child, stock, 'sku 7')).toMatchObject({ problem: { code: 'call_cycle' } })
    await world.finish(child, 'failed')
    expect(await world.start()).toEqual([waiting])
  })

  test('what was lent a turn gets in line when it is retried by itself, and is lent it again by its caller', async () => {
    const [desk, shelf] = [await world.deploy(byKey('desk'), called), await world.deploy(byKey('desk'), called)]
    const caller = await begin(desk, 'same')
    const child = runOf(await call(caller, shelf, 'same'))
    expect(await world.start()).toEqual([child])
    await world.finish(child, 'failed')
    await world.finish(caller, 'failed')
    const other = await begin(desk, 'same')
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
