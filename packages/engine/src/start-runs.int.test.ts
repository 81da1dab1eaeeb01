import { openQueueWorld, orderItem, type QueueWorld } from '@patchbay/core/testing/queue-world'
import { closeDatabase, type Database, openDatabase } from '@patchbay/db/database'
import { run } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { Client, Connection } from '@temporalio/client'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createSegmentsInHand } from './segments-in-hand.ts'
import { createRunStarter } from './start-runs.ts'

const database = useDatabase(testDatabase)
let db: Database
let world: QueueWorld
let away: Connection

beforeAll(() => {
  db = openDatabase(database.appUrl)
  // Nobody listens there.
  away = Connection.lazy({ address: '127.0.0.1:1', connectTimeout: 500 })
})
afterAll(async () => {
  await away.close()
  await closeDatabase(db)
})
beforeEach(async () => {
  world = await openQueueWorld(db)
})

const told: unknown[] = []
const starter = () => createRunStarter(db, new Client({ connection: away }), (error) => told.push(error))
const start = (runs: number) => starter()(runs, createSegmentsInHand())

async function queued(version: number): Promise<string> {
  const flow = await world.deploy()
  await world.arrive(flow, [orderItem('1001', version)])
  await world.expandAll()
  return (await world.runsOf(flow))[0]?.id ?? ''
}

test('while the engine is away a run waits, says why, keeps its turn, and is never given up', async () => {
  const id = await queued(1)
  for (let round = 0; round < 8; round++) {
    await world.inside((tx) => tx.update(run).set({ dueAt: sql`now()` }).where(eq(run.id, id)))
    expect(await start(5)).toMatchObject({ leased: 1 })
  }
  const row = await world.rowOf(id)
  expect(row).toMatchObject({
    state: 'queued',
    hasTurn: true,
    leaseId: null,
    reasonCode: 'not_started_yet',
    reason: 'It could not be started yet: The engine does not answer. It is tried again by itself.',
  })
  expect(row?.dueAt.getTime()).toBeGreaterThan(Date.now())
  await world.inside((tx) => tx.update(run).set({ dueAt: sql`now()` }).where(eq(run.id, id)))
  expect(await world.start()).toEqual([id])
  expect(await world.rowOf(id)).toMatchObject({ state: 'running', reason: null, reasonCode: null })
}, 60_000)

test('a run that can never be started ends as failed, in words, and lets the next one of its key go', async () => {
  const id = await queued(1)
  await world.inside((tx) => tx.update(run).set({ planHash: 'gone' }).where(eq(run.id, id)))
  expect(await start(5)).toMatchObject({ leased: 1 })
  expect(await world.rowOf(id)).toMatchObject({
    state: 'failed',
    reasonCode: 'not_started',
    reason: expect.stringContaining('The plan of its version is not stored any more'),
  })
})

test('a run whose start ends its worker each time is dead after the fifth', async () => {
  const id = await queued(1)
  for (let death = 0; death < 5; death++) {
    expect((await world.leaseRuns()).runs).toHaveLength(1)
    await world.expireLeases()
  }
  await start(5)
  expect(await world.rowOf(id)).toMatchObject({ state: 'failed', reasonCode: 'not_started' })
})

test('runs that could neither be started nor be put off leave their places, and are leased again', async () => {
  const id = await queued(1)
  const hands = createSegmentsInHand()
  const empty = hands.room()
  const turn = starter()
  const owner = openDatabase(database.ownerUrl)
  await owner.pool.query('REVOKE UPDATE ON run FROM patchbay_app')
  try {
    expect(await turn(5, hands)).toMatchObject({ leased: 1 })
  } finally {
    await owner.pool.query('GRANT UPDATE ON run TO patchbay_app')
    await closeDatabase(owner)
  }
  expect(hands.room()).toEqual(empty)
  await world.expireLeases()
  expect(await turn(5, hands)).toMatchObject({ leased: 1 })
  expect(await world.rowOf(id)).toMatchObject({ reasonCode: 'not_started_yet' })
  expect(hands.room()).toEqual(empty)
})
