import { createServer, type Http2Server } from 'node:http2'
import { putOffRun } from '@patchbay/core/queue/put-off-run'
import { openQueueWorld, orderItem, type QueueWorld } from '@patchbay/core/testing/queue-world'
import { closeDatabase, type Database, openDatabase } from '@patchbay/db/database'
import { markRunsStarted } from '@patchbay/db/functions'
import { run } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { Client, Connection } from '@temporalio/client'
import { NativeConnection } from '@temporalio/worker'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createSegmentsInHand } from './segments-in-hand.ts'
import { createRunStarter } from './start-runs.ts'

const database = useDatabase(testDatabase)
let db: Database
let world: QueueWorld
let away: Connection
let silent: Http2Server
let hanging: NativeConnection

beforeAll(async () => {
  db = openDatabase(database.appUrl)
  // Nobody listens there.
  away = Connection.lazy({ address: '127.0.0.1:1', connectTimeout: 500 })
  silent = await listenInSilence()
  const address = silent.address()
  if (address === null || typeof address === 'string') throw new Error('It has no port')
  hanging = await NativeConnection.connect({ address: `127.0.0.1:${address.port}` })
})
afterAll(async () => {
  await away.close()
  await hanging.close()
  silent.close()
  await closeDatabase(db)
})
beforeEach(async () => {
  world = await openQueueWorld(db)
})

const told: unknown[] = []
const starter = (connection: Connection | NativeConnection = away) =>
  createRunStarter(db, new Client({ connection }), (error) => told.push(error))
const start = (runs: number) => starter()(runs, createSegmentsInHand())

/** An engine that can be connected to, and answers nothing else. */
async function listenInSilence(): Promise<Http2Server> {
  const server = createServer()
  server.on('stream', (stream, headers) => {
    if (!headers[':path']?.endsWith('/GetSystemInfo')) return
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true })
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
    // A message that says nothing: not compressed, and no bytes long.
    stream.end(Buffer.alloc(5))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return server
}

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

test('an engine that takes a start and does not answer is away as well, before the lease is over', async () => {
  const id = await queued(1)
  expect(await starter(hanging)(5, createSegmentsInHand())).toMatchObject({ leased: 1 })
  expect(await world.rowOf(id)).toMatchObject({ state: 'queued', leaseId: null, reasonCode: 'not_started_yet' })
}, 25_000)

test('a start that was slow to be marked counts, whoever holds the lease by then; one of an older epoch does not', async () => {
  const id = await queued(1)
  const { runs } = await world.leaseRuns()
  await world.expireLeases()
  await world.leaseRuns()
  await markRunsStarted(
    db,
    runs.map((one) => ({ ...one, epoch: one.epoch - 1 })),
  )
  expect(await world.rowOf(id)).toMatchObject({ state: 'queued' })
  await markRunsStarted(db, runs)
  expect(await world.rowOf(id)).toMatchObject({ state: 'running', leaseId: null, leasedUntil: null })
  // What has gone on since, or waits, is not put back.
  await world.inside((tx) => tx.update(run).set({ state: 'waiting' }).where(eq(run.id, id)))
  await markRunsStarted(db, runs)
  expect(await world.rowOf(id)).toMatchObject({ state: 'waiting' })
})

test('who is late to tell that a start failed takes nobody’s lease, and still it has ended no worker', async () => {
  const id = await queued(1)
  const late = await world.leaseRuns()
  await world.expireLeases()
  const { leaseId } = await world.leaseRuns()
  await putOffRun(db, { workspaceId: world.workspaceId, runId: id, leaseId: late.leaseId }, 'It hung.')
  expect(await world.rowOf(id)).toMatchObject({ state: 'queued', leaseId, leaseCount: 1, reason: null })
})

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
