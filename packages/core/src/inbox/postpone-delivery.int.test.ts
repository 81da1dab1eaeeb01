import { closeDatabase, type Database, openDatabase } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { delivery } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { whyWaiting } from '../queue/why-waiting.ts'
import { type Deployed, openQueueWorld, orderItem, type QueueWorld } from '../testing/queue-world.ts'
import { EventNotRead } from './event-not-read.ts'
import { postponeDelivery } from './postpone-delivery.ts'

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

/** As the worker does with an event whose connector throws, so many times. */
async function fail(id: string, times = 1, why: Error = new EventNotRead('No “id” in the parcel')): Promise<void> {
  for (let turn = 0; turn < times; turn++) {
    const leaseId = newId()
    await world.inside((tx) => tx.update(delivery).set({ leaseId }).where(eq(delivery.id, id)))
    await postponeDelivery(db, { id, workspaceId: world.workspaceId, leaseId }, why)
  }
}

const age = (id: string, minutes: number) =>
  world.inside((tx) =>
    tx
      .update(delivery)
      .set({ receivedAt: sql`now() - ${minutes} * interval '1 minute'` })
      .where(eq(delivery.id, id)),
  )

/** One that fails, and a run about another order that came later. */
async function behindAFailing(): Promise<{ failing: string; runId: string }> {
  const failing = await world.arrive(flow, [orderItem('1001', 1)])
  await fail(failing)
  await world.arrive(flow, [orderItem('1002', 1)])
  for (const one of await world.lease()) if (one.id !== failing) await world.expand(one)
  const [row] = await world.runsOf(flow)
  return { failing, runId: row?.id ?? '' }
}

test('an event that cannot be unpacked says why, and so does the run that waits for it', async () => {
  const { failing, runId } = await behindAFailing()
  expect(await world.deliveryOf(failing)).toMatchObject({
    state: 'accepted',
    reasonCode: 'unpack_again',
    reason: expect.stringContaining('No “id” in the parcel. It is tried again by itself, for an hour at most'),
  })
  expect(await world.start()).toEqual([])
  const row = await world.rowOf(runId)
  const why = row === undefined ? null : await world.inside((tx) => whyWaiting(tx, row))
  expect(why?.words).toContain('could not be unpacked so far')
})

test('it is given up after five minutes where later events of its trigger come through', async () => {
  const { failing, runId } = await behindAFailing()
  await fail(failing, 12)
  expect(await world.start()).toEqual([])
  await age(failing, 6)
  await fail(failing)
  expect(await world.deliveryOf(failing)).toMatchObject({
    state: 'dead',
    reasonCode: 'unpack_failed',
    reason: expect.stringContaining('although events after it were'),
  })
  expect(await world.start()).toEqual([runId])
})

test('where nothing of its trigger comes through, for an hour, and often', async () => {
  const failing = await world.arrive(flow, [orderItem('1001', 1)])
  await age(failing, 50)
  await fail(failing, 40)
  expect(await world.deliveryOf(failing)).toMatchObject({ state: 'accepted' })
  await age(failing, 61)
  await fail(failing)
  expect(await world.deliveryOf(failing)).toMatchObject({ state: 'dead' })
  const quick = await world.arrive(flow, [orderItem('1001', 1)])
  await age(quick, 200)
  await fail(quick)
  expect(await world.deliveryOf(quick)).toMatchObject({ state: 'accepted' })
})

test('a double that was told at the door is not one that came through', async () => {
  const failing = await world.arrive(flow, [orderItem('1001', 1)])
  await fail(failing, 12)
  const double = await world.arrive(flow, [orderItem('1001', 1)])
  await world.inside((tx) =>
    tx.update(delivery).set({ state: 'duplicate', duplicateOf: failing }).where(eq(delivery.id, double)),
  )
  await age(failing, 6)
  await fail(failing)
  expect(await world.deliveryOf(failing)).toMatchObject({ state: 'accepted' })
})

test('trouble of our own is not shown with the event', async () => {
  const failing = await world.arrive(flow, [orderItem('1001', 1)])
  await fail(failing, 1, new Error('connect ECONNREFUSED 10.0.3.7:9000'))
  expect(await world.deliveryOf(failing)).toMatchObject({
    reason: expect.stringContaining('the log of the worker says why'),
  })
})
