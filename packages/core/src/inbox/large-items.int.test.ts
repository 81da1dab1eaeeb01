import { closeDatabase, type Database, openDatabase } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { blob, flowTrigger, gather, payload, run, stepRun } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { Json } from '@patchbay/flow/json'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { loadJson, wholePayload } from '../payloads/load-json.ts'
import { closeDueGathers } from '../queue/close-due-gathers.ts'
import { openQueueWorld, orderItem, type QueueWorld } from '../testing/queue-world.ts'
import { eventStep, seedWaitingShop } from '../testing/seed-wait.ts'
import { callFlow } from '../waits/call-flow.ts'
import { deployListeners } from '../waits/listener.ts'
import { takeAwaited } from '../waits/take-awaited.ts'
import { beginEventWait, lookForEvent } from '../waits/wait-for-event.ts'
import { keepLargeItems } from './keep-large-items.ts'

const database = useDatabase(testDatabase)
const NOTE = 'räksmörgås '.repeat(200)
let db: Database
let world: QueueWorld

beforeAll(() => {
  db = openDatabase(database.appUrl, { large: { fromBytes: 1_000, maxBytes: 100_000, objects: null } })
})
afterAll(() => closeDatabase(db))
beforeEach(async () => {
  world = await openQueueWorld(db)
})

const large = (order: string) => orderItem(order, null, { output: { order, note: NOTE }, gatherKey: 'all' })
const fail = (error: unknown): never => {
  throw error
}

/** Where the item of each run lies, and what it is. */
async function itemsOfRuns(): Promise<{ inBlob: boolean; value: Json }[]> {
  const rows = await world.inside((tx) =>
    tx
      .select(wholePayload)
      .from(run)
      .innerJoin(payload, eq(payload.id, run.itemPayloadId))
      .orderBy(run.acceptedAt, run.id),
  )
  return Promise.all(
    rows.map(async (row) => ({ inBlob: row.blobId !== null, value: await loadJson(db, world.workspaceId, row) })),
  )
}

describe('a large item', () => {
  test('lies in a blob like any other value, a small one in its row', async () => {
    const flow = await world.deploy()
    await world.arrive(flow, [large('1001'), orderItem('1002', null)])
    await world.expandAll()
    expect((await itemsOfRuns()).toSorted((a, b) => Number(b.inBlob) - Number(a.inBlob))).toEqual([
      { inBlob: true, value: { order: '1001', note: NOTE } },
      { inBlob: false, value: { order: '1002', version: null } },
    ])
  })

  test('is gathered with others: the batch is put together outside of any transaction, as whole as it came', async () => {
    const flow = await world.deploy({ gather: { kind: 'batch', key: null, count: 2, withinMs: 60_000 } })
    for (const order of ['1001', '1002', '1003']) await world.arrive(flow, [large(order)])
    await world.expandAll()
    const gathers = () => world.inside((tx) => tx.select().from(gather))
    expect((await gathers()).map(({ items }) => items).sort()).toEqual([1, 2])
    expect(await closeDueGathers(db, 10, fail)).toHaveLength(1)
    const items = [
      { order: '1001', note: NOTE },
      { order: '1002', note: NOTE },
    ]
    expect(await itemsOfRuns()).toEqual([{ inBlob: true, value: { items: expect.arrayContaining(items), count: 2 } }])
    // What each of them said stands in the run; one more waits for another.
    expect(await world.inside((tx) => tx.select().from(payload).where(eq(payload.kind, 'item')))).toHaveLength(2)
    expect((await gathers()).map(({ state }) => state).sort()).toEqual(['closed', 'open'])
  })

  test('fills a batch by its size: no run is given more than can be put together', async () => {
    const flow = await world.deploy({ gather: { kind: 'batch', key: null, count: 1_000, withinMs: 60_000 } })
    const huge = (order: string) => orderItem(order, null, { output: 'x'.repeat(20_000), gatherKey: 'all' })
    for (const order of ['1001', '1002', '1003']) await world.arrive(flow, [huge(order)])
    await world.expandAll()
    expect(await closeDueGathers(db, 10, fail)).toHaveLength(1)
    const gathers = await world.inside((tx) => tx.select().from(gather))
    expect(gathers.map(({ state, items }) => [state, items]).sort()).toEqual([
      ['closed', 2],
      ['open', 1],
    ])
  })

  test('is given whole to a run that waits for its event', async () => {
    const shop = await seedWaitingShop({ db })
    const { workspaceId } = shop
    const inShop = <T>(work: Parameters<typeof inWorkspace<T>>[2]) => inWorkspace(db, workspaceId, work)
    const step = eventStep(shop.connectionId)
    const flow = await shop.flowWith(step)
    const document = { schemaVersion: 1 as const, steps: [step], edges: [], notes: [] }
    await inShop((tx) => deployListeners(tx, { workspaceId, ...flow, document }))
    const item = { output: { trackingCode: 'EZ1', note: NOTE }, key: null, subject: null, occurredAt: null }
    const items = await keepLargeItems(db, workspaceId, [item])
    await inShop(async (tx) => {
      const [trigger] = await tx.select().from(flowTrigger)
      if (trigger === undefined) throw new Error('nothing listens')
      await takeAwaited(tx, { delivery: { id: newId(), workspaceId, receivedAt: new Date() }, trigger, items })
    })
    const target = await shop.begin(flow)
    const wait = {
      place: { node: 1, stepId: 'delivered', iteration: '' },
      ...flow,
      keyText: 'EZ1',
      timeoutMs: 60_000,
      since: new Date(0),
      eachOnce: false,
    }
    expect(await beginEventWait(db, target, wait)).toMatchObject({ state: 'came', event: { note: NOTE } })
    const [begun] = await inShop((tx) => tx.select().from(stepRun))
    const look = lookForEvent(db, target, begun ?? { id: '', releaseRequestedAt: null })
    expect(await look).toMatchObject({ state: 'came', event: { note: NOTE } })
  })

  test('that a flow is called with goes the same way', async () => {
    const called = await world.deploy(null, { type: 'call', input: [], output: [] })
    const flow = await world.deploy()
    await world.arrive(flow, [orderItem('1001', null)])
    await world.expandAll()
    const [runId = ''] = await world.start()
    const made = await callFlow(
      db,
      { workspaceId: world.workspaceId, runId, epoch: 1 },
      {
        place: { node: 1, stepId: 'call', iteration: '' },
        flowId: called.flowId,
        versionId: null,
        waits: true,
        input: { note: NOTE },
        subject: null,
        keyOf: async () => null,
      },
    )
    expect(made.ok).toBe(true)
    expect((await itemsOfRuns()).filter(({ inBlob }) => inBlob)).toEqual([{ inBlob: true, value: { note: NOTE } }])
    // As the step's input and as the item of the run.
    expect(await world.inside((tx) => tx.select({ id: blob.id }).from(blob))).toHaveLength(2)
  })
})
