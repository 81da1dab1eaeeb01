import { randomUUID } from 'node:crypto'
import type { Queries } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { leaseErasure } from '@patchbay/db/payload-functions'
import { blob, delivery, erasure, payload, run, stepRun } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { Json } from '@patchbay/flow/json'
import { useDatabase } from '@patchbay/local-stack/testing'
import { and, eq, isNotNull, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { listFlows } from '../flows/list-flows.ts'
import { keepPayloadRow } from '../payloads/keep-payload.ts'
import { loadJson, wholePayload } from '../payloads/load-json.ts'
import type { Principal } from '../principal.ts'
import { runAgain } from '../runs/run-again.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { person } from '../testing/plant-person.ts'
import { mustGive } from '../testing/result-of.ts'
import { seedRun } from '../testing/seed-run.ts'
import { createWorkspace } from '../workspace/create-workspace.ts'
import { confirmErasure, requestErasure } from './request-erasure.ts'
import { workErasure } from './work-erasure.ts'

const database = useDatabase(testDatabase)
const EMAIL = 'ada.byron@brindle.example'
const ADA = person(EMAIL, 'Ada Byron')
let core: TestCore
let workspaceId: string
let admin: Principal
beforeAll(() => {
  core = openCore(database.appUrl)
})
beforeEach(async () => {
  const made = await core.newWorkspace()
  workspaceId = made.workspaceId
  admin = made.as('admin')
})
afterAll(() => core.close())

const inTx = <T>(work: (tx: Queries) => Promise<T>) => inWorkspace(core.ctx.db, workspaceId, work)
const later = () => new Date(Date.now() + 1_000)
const finish = (runId: string, hoursAgo = 0) =>
  inTx((tx) => {
    const finishedAt = sql`now() - ${hoursAgo} * interval '1 hour'`
    return tx.update(run).set({ state: 'succeeded', finishedAt }).where(eq(run.id, runId))
  })

async function storeJson(tx: Queries, kind: 'item' | 'input' | 'event', json: Json): Promise<string> {
  const id = newId()
  const raw = Buffer.from(JSON.stringify(json))
  const value = kind === 'event' ? { raw } : { json }
  await tx.insert(payload).values({ id, workspaceId, kind, bytes: raw.length, ...value })
  return id
}

/** An open run about her, whose event names nobody, unless it is given. */
async function begin(
  of: { at?: Date; parentRunId?: string; againOf?: string; event?: Json; item?: Json } = {},
): Promise<string> {
  const { at = new Date(), event = { order: 'B-1042' }, item = ADA, ...by } = of
  const [runId, deliveryId] = [newId(), newId()]
  await inTx(async (tx) => {
    const payloadId = await storeJson(tx, 'event', event)
    await tx
      .insert(delivery)
      .values({ id: deliveryId, workspaceId, origin: 'event', state: 'expanded', payloadId, receivedAt: at })
    const ids = { workspaceId, flowId: newId(), versionId: newId(), planHash: 'none', triggerId: newId() }
    const itemPayloadId = await storeJson(tx, 'item', item)
    await tx.insert(run).values({
      ...{ ...ids, ...by, id: runId, deliveryId, itemIndex: 0, itemPayloadId, state: 'running' },
      ...{ acceptedAt: at, nowAt: at, random: '00' },
      ...(by.parentRunId === undefined ? {} : { parentNode: 1, parentIteration: '', parentGeneration: 1 }),
    })
  })
  return runId
}

/** Works off what is due, or so many batches of it. */
async function work(batches = Number.POSITIVE_INFINITY): Promise<void> {
  let left = batches
  await inTx((tx) => tx.update(erasure).set({ dueAt: sql`now()` }))
  for (;;) {
    const leaseId = randomUUID()
    const leased = await leaseErasure(core.ctx.db, leaseId, 60_000)
    if (leased === null) return
    await workErasure(core.ctx.db, { ...leased, leaseId }, () => left-- > 0)
    if (left < 0) return
  }
}

/** Counted and confirmed, and nothing done so far. */
async function confirmed(): Promise<void> {
  const { id } = mustGive(await requestErasure(core.ctx, admin, { kind: 'email', value: EMAIL }))
  await work()
  mustGive(await confirmErasure(core.ctx, admin, { id }))
}

const stateNow = async () => {
  const [one] = await inTx((tx) => tx.select({ state: erasure.state, left: erasure.openRuns }).from(erasure))
  return one
}

/** An event that tells of her and came to nothing; answers where its body lies. */
const ignoredEvent = (id: string): Promise<string> =>
  inTx(async (tx) => {
    const payloadId = await storeJson(tx, 'event', ADA)
    await tx.insert(delivery).values({ id, workspaceId, origin: 'event', state: 'ignored', payloadId })
    return payloadId
  })

/** Events whose body is there. */
const bodies = () =>
  inTx((tx) => tx.select({ id: delivery.id }).from(delivery).innerJoin(payload, eq(payload.id, delivery.payloadId)))

/** Erases until it waits for a lock that `change` holds; goes on once that is committed. */
async function eraseDuring(lock: ReturnType<typeof sql>, change: (tx: Queries) => Promise<unknown>): Promise<void> {
  const [locked, stands] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const changed = inTx(async (tx) => {
    await tx.execute(lock)
    locked.resolve()
    await stands.promise
    await change(tx)
  })
  await locked.promise
  const erased = work()
  const waiting = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
  await expect.poll(async () => (await core.ctx.db.pool.query(waiting)).rows.length, { timeout: 20_000 }).toBe(1)
  stands.resolve()
  await Promise.all([changed, erased])
}

test('a large value stays as long as a run that was begun with a copy of it is open', async () => {
  const sandbox = { setUp: async () => undefined }
  const world = { id: workspaceId, name: 'Brindle Goods', timeZone: 'UTC', owner: admin }
  mustGive(await createWorkspace(core.ctx, world, sandbox))
  const [flow] = mustGive(await listFlows(core.ctx, admin))
  const before = await seedRun(core.ctx, {
    ...{ workspaceId, flowId: flow?.id ?? '', state: 'failed' },
    steps: [{ stepId: 'current', kind: 'action', state: 'succeeded' }],
  })
  const others = Array.from({ length: 3_000 }, () => person('charles@brindle.example', 'Charles Babbage'))
  const large = await keepPayloadRow(core.ctx.db, { workspaceId, kind: 'output', value: [...others, ADA] })
  const versionId = await inTx(async (tx) => {
    await tx.insert(payload).values(large)
    await tx.update(stepRun).set({ outputPayloadId: large.id }).where(eq(stepRun.runId, before.runId))
    const [row] = await tx.select({ versionId: run.versionId }).from(run).where(eq(run.id, before.runId))
    return row?.versionId ?? ''
  })
  const again = mustGive(await runAgain(core.ctx, admin, { runId: before.runId, versionId, reuse: true }))
  const outputOf = async (runId: string) => {
    const of = and(eq(stepRun.runId, runId), isNotNull(stepRun.outputPayloadId))
    const rows = await inTx((tx) =>
      tx.select(wholePayload).from(stepRun).innerJoin(payload, eq(payload.id, stepRun.outputPayloadId)).where(of),
    )
    return Promise.all(rows.map(async (at) => JSON.stringify(await loadJson(core.ctx.db, workspaceId, at))))
  }
  await confirmed()
  await work()
  expect(await stateNow()).toEqual({ state: 'waiting', left: [again.runId] })
  expect(await outputOf(before.runId)).toEqual([expect.not.stringContaining(EMAIL)])
  expect(await outputOf(again.runId ?? '')).toEqual([expect.stringContaining(EMAIL)])
  await finish(again.runId ?? '')
  await work()
  expect(await stateNow()).toEqual({ state: 'done', left: [] })
  expect(await outputOf(again.runId ?? '')).toEqual([expect.not.stringContaining(EMAIL)])
  // The last that referred to what was said before took it along.
  const blobs = await inTx((tx) => tx.select({ id: blob.id }).from(blob))
  expect(blobs.map(({ id }) => id)).not.toContain(large.blobId)
})

test.each(['parentRunId', 'againOf'] as const)(
  'an erasure waits for a run that began after it and came, by %s, of one from before',
  async (by) => {
    const first = await begin()
    await confirmed()
    const second = await begin({ at: later(), [by]: first })
    const third = await begin({ at: later(), [by]: second, event: ADA })
    const ofItself = await begin({ at: later(), event: ADA })
    const [its] = await inTx((tx) => tx.select({ event: run.deliveryId }).from(run).where(eq(run.id, third)))
    await finish(first)
    await finish(second)
    await work()
    expect(await stateNow()).toEqual({ state: 'waiting', left: [third, its?.event] })
    await finish(third)
    await work()
    expect(await stateNow()).toEqual({ state: 'done', left: [] })
    const told = await inTx((tx) =>
      tx
        .select({ id: run.id })
        .from(run)
        .innerJoin(payload, eq(payload.id, run.itemPayloadId))
        .where(sql`${payload.json}::text LIKE ${`%${EMAIL}%`}`),
    )
    expect(told).toEqual([{ id: ofItself }])
  },
)

test('a run that ends after its values were read is looked through once more', async () => {
  const runId = await begin()
  await confirmed()
  await eraseDuring(sql`SELECT 1 FROM run WHERE id = ${runId} FOR UPDATE`, async (tx) => {
    const label = { to: { name: 'Ada Byron', street1: '1 Marylebone', city: 'London' } }
    const inputPayloadId = await storeJson(tx, 'input', label)
    const step = { workspaceId, runId, node: 1, stepId: 'label', kind: 'action', epoch: 1 } as const
    await tx.insert(stepRun).values({ ...step, state: 'succeeded', inputPayloadId })
    await tx.update(run).set({ state: 'succeeded', finishedAt: sql`now()` }).where(eq(run.id, runId))
  })
  expect(await stateNow()).toEqual({ state: 'waiting', left: [runId] })
  await work()
  expect(await stateNow()).toEqual({ state: 'done', left: [] })
  const inputs = await inTx((tx) => tx.select({ json: payload.json }).from(payload).where(eq(payload.kind, 'input')))
  expect(JSON.stringify(inputs)).not.toMatch(/Ada|Marylebone/)
  const [ended] = await inTx((tx) => tx.select({ forgotten: run.forgotten }).from(run))
  expect(ended).toEqual({ forgotten: 'erased' })
})

test('what a run learns once its like were looked through is looked for in those that came before it, too', async () => {
  const first = await begin({ item: { customer_id: 5, name: 'Ada Byron' } })
  const again = await begin({ againOf: first, item: { customer_id: 5 } })
  await finish(first, 2)
  // Without anybody who names her nothing would be begun.
  await finish(await begin(), 2)
  await confirmed()
  // What runs know of each other.
  await work(1)
  await inTx(async (tx) => {
    const outputPayloadId = await storeJson(tx, 'item', ADA)
    const step = { workspaceId, runId: again, node: 1, stepId: 'find', kind: 'action', epoch: 1 } as const
    await tx.insert(stepRun).values({ ...step, state: 'succeeded', outputPayloadId })
  })
  await finish(again)
  await work()
  expect(await stateNow()).toEqual({ state: 'waiting', left: [again] })
  await work()
  expect(await stateNow()).toEqual({ state: 'done', left: [] })
  const values = await inTx((tx) => tx.select({ json: payload.json }).from(payload).where(eq(payload.kind, 'item')))
  expect(JSON.stringify(values)).not.toContain('Ada')
})

test('a run that an open one has called stays whole until that has ended', async () => {
  const caller = await begin()
  const called = await begin({ parentRunId: caller })
  await finish(called, 2)
  await confirmed()
  await work()
  const items = () => inTx((tx) => tx.select({ json: payload.json }).from(payload).where(eq(payload.kind, 'item')))
  expect(await stateNow()).toEqual({ state: 'waiting', left: expect.arrayContaining([caller, called]) })
  expect(await items()).toEqual([{ json: ADA }, { json: ADA }])
  await finish(caller)
  await work()
  expect(await stateNow()).toEqual({ state: 'done', left: [] })
  expect(JSON.stringify(await items())).not.toMatch(/Ada|Marylebone/)
})

test('the body of an event that is brought in again meanwhile stays until that is unpacked', async () => {
  const [deliveryId, againId] = [newId(), newId()]
  const payloadId = await ignoredEvent(deliveryId)
  await confirmed()
  await eraseDuring(sql`SELECT 1 FROM delivery WHERE id = ${deliveryId} FOR SHARE`, (tx) =>
    tx.insert(delivery).values({
      ...{ id: againId, workspaceId, origin: 'replay', state: 'accepted', payloadId, replayOf: deliveryId },
      receivedAt: later(),
    }),
  )
  expect(await stateNow()).toEqual({ state: 'waiting', left: [deliveryId] })
  const bodies = () =>
    inTx((tx) => tx.select({ id: delivery.id }).from(delivery).innerJoin(payload, eq(payload.id, delivery.payloadId)))
  expect(await bodies()).toHaveLength(2)
  // It costs a look by key as long as that waits.
  await work()
  expect(await stateNow()).toEqual({ state: 'waiting', left: [deliveryId] })
  await inTx((tx) => tx.update(delivery).set({ state: 'ignored' }).where(eq(delivery.id, againId)))
  await work()
  expect([await stateNow(), await bodies()]).toEqual([{ state: 'done', left: [] }, []])
})

test('a body that was needed when the events were looked through goes whole, and is not kept in part', async () => {
  const [deliveryId, againId] = [newId(), newId()]
  const payloadId = await ignoredEvent(deliveryId)
  await inTx((tx) =>
    tx.insert(delivery).values({ id: againId, workspaceId, origin: 'replay', state: 'accepted', payloadId }),
  )
  await confirmed()
  // What runs know of each other, runs, and events.
  await work(3)
  await inTx((tx) => tx.update(delivery).set({ state: 'ignored' }).where(eq(delivery.id, againId)))
  await work()
  expect(await stateNow()).toEqual({ state: 'waiting', left: [deliveryId, againId] })
  await work()
  expect([await stateNow(), await bodies()]).toEqual([{ state: 'done', left: [] }, []])
})
