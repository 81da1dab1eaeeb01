import { acceptEvent, leaseDeliveries } from '@patchbay/db/functions'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { awaitedEvent, delivery, eventWait, flowTrigger, run, stepRun } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { purgeWaits } from '@patchbay/db/wait-functions'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq, sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { expandDelivery, type ParseDelivery } from '../inbox/expand-delivery.ts'
import { finishRun } from '../runs/finish-run.ts'
import type { RunTarget } from '../runs/run-target.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { mustGive } from '../testing/result-of.ts'
import { eventStep, seedWaitingShop, type WaitingShop } from '../testing/seed-wait.ts'
import { deployListeners } from './listener.ts'
import { beginEventWait, type EventToAwait, lookForEvent } from './wait-for-event.ts'

const database = useDatabase(testDatabase)
let core: TestCore
let shop: WaitingShop
let flow: { flowId: string; versionId: string }

beforeAll(() => {
  core = openCore(database.appUrl)
})
afterAll(() => core.close())
afterEach(() => vi.useRealTimers())
beforeEach(async () => {
  shop = await seedWaitingShop(core.ctx)
  flow = await deploy()
})

const inShop = <T>(work: Parameters<typeof inWorkspace<T>>[2]) => inWorkspace(core.ctx.db, shop.workspaceId, work)

async function deploy() {
  const step = eventStep(shop.connectionId)
  const made = await shop.flowWith(step)
  const document = { schemaVersion: 1 as const, steps: [step], edges: [], notes: [] }
  mustGive(await inShop((tx) => deployListeners(tx, { workspaceId: shop.workspaceId, ...made, document })))
  return made
}

const parse: ParseDelivery = async ({ body }) => {
  const output = JSON.parse(body.toString())
  const item = { output, key: output.id, subject: `Parcel ${output.trackingCode}`, occurredAt: null }
  return { ok: true, items: [item] }
}

/** Accepted into the inbox, by the very function that ingress calls. */
async function arrive(trackingCode: string | null, id = newId()): Promise<string[]> {
  const accepted = await acceptEvent(core.ctx.db, {
    sourceId: shop.sourceId,
    vendorId: null,
    topic: 'tracker.updated',
    headers: {},
    body: Buffer.from(JSON.stringify({ id, trackingCode })),
    verified: true,
  })
  return accepted.map(({ deliveryId }) => deliveryId)
}

async function unpack() {
  const leaseId = newId()
  const leased = await leaseDeliveries(core.ctx.db, { leaseId, limit: 50, ttlMs: 30_000 })
  return Promise.all(
    leased.map(({ id, workspaceId }) => expandDelivery(core.ctx.db, { id, workspaceId, leaseId }, parse)),
  )
}

const waitFor = (target: RunTarget, keyText: string, more: Partial<EventToAwait> = {}) =>
  beginEventWait(core.ctx.db, target, {
    place: { node: 1, stepId: 'delivered', iteration: '' },
    ...flow,
    keyText,
    timeoutMs: 60_000,
    since: new Date(Date.now() - 60_000),
    eachOnce: false,
    ...more,
  })

const look = async (target: RunTarget) => {
  const [step] = await inShop((tx) => tx.select().from(stepRun).where(eq(stepRun.runId, target.runId)))
  if (step === undefined) throw new Error('the step has not begun')
  return lookForEvent(core.ctx.db, target, step)
}

describe('a run that waits for an event', () => {
  test('finds the one that came first, and the one that comes later; one event serves every run', async () => {
    const [early, late, other] = [await shop.begin(flow), await shop.begin(flow), await shop.begin(flow)]
    expect(await waitFor(late, 'EZ1')).toMatchObject({ state: 'open' })
    expect(await waitFor(other, 'EZ2')).toMatchObject({ state: 'open' })
    await arrive('EZ1')
    expect(await unpack()).toEqual([
      {
        outcome: 'expanded',
        runs: 0,
        suppressed: 0,
        released: [{ runId: late.runId, epoch: 1, node: 1, iteration: '' }],
      },
    ])
    expect(await look(late)).toMatchObject({ state: 'came', event: { trackingCode: 'EZ1' } })
    expect(await waitFor(early, 'EZ1')).toMatchObject({ state: 'came', event: { trackingCode: 'EZ1' } })
    expect(await look(other)).toMatchObject({ state: 'open' })
    const [row] = await inShop((tx) => tx.select().from(delivery))
    expect(row).toMatchObject({
      state: 'expanded',
      reasonCode: 'awaited',
      reason: expect.stringContaining('One run waited'),
    })
  })

  test('cannot miss it however the two meet: each of 40 runs and its event at once', async () => {
    const runs = await Promise.all(Array.from({ length: 40 }, () => shop.begin(flow)))
    await Promise.all(runs.map((_, index) => arrive(`EZ${index}`)))
    const leaseId = newId()
    const leased = await leaseDeliveries(core.ctx.db, { leaseId, limit: 50, ttlMs: 30_000 })
    const [outcomes] = await Promise.all([
      Promise.all(runs.map((target, index) => waitFor(target, `EZ${index}`))),
      Promise.all(
        leased.map(({ id, workspaceId }) => expandDelivery(core.ctx.db, { id, workspaceId, leaseId }, parse)),
      ),
    ])
    const left = runs.filter((_, index) => outcomes[index]?.state === 'open')
    const found = await Promise.all(left.map(look))
    expect(found.every((outcome) => outcome?.state === 'came')).toBe(true)
  })

  test('does not take what is older than it looks back, and takes the first of several', async () => {
    const target = await shop.begin(flow)
    await arrive('EZ1', 'old')
    await unpack()
    await inShop((tx) => tx.update(awaitedEvent).set({ receivedAt: sql`now() - interval '2 hours'` }))
    expect(await waitFor(target, 'EZ1', { since: new Date(Date.now() - 3_600_000) })).toMatchObject({ state: 'open' })
    await arrive('EZ1', 'second')
    await arrive('EZ1', 'third')
    await unpack()
    expect(await look(target)).toMatchObject({ state: 'came', event: { id: expect.stringMatching(/second|third/) } })
    const sees = await waitFor(await shop.begin(flow), 'EZ1', { since: new Date(Date.now() - 86_400_000) })
    expect(sees).toMatchObject({ state: 'came', event: { id: 'old' } })
  })

  test('gives up at its deadline, but not while an event that came in time lies in the inbox', async () => {
    const target = await shop.begin(flow)
    await waitFor(target, 'EZ1', { timeoutMs: 0 })
    await inShop((tx) => tx.update(eventWait).set({ deadlineAt: sql`now() + interval '1 ms'` }))
    await arrive('EZ1')
    await inShop((tx) => tx.update(delivery).set({ receivedAt: sql`now() - interval '1 minute'` }))
    expect(await look(target)).toMatchObject({ state: 'open' })
    await inShop((tx) => tx.update(eventWait).set({ since: sql`now() - interval '2 minutes'` }))
    await unpack()
    expect(await look(target)).toMatchObject({ state: 'came' })
    const alone = await shop.begin(flow)
    await waitFor(alone, 'EZ9', { timeoutMs: 0 })
    expect(await look(alone)).toEqual({ state: 'timed_out' })
    await arrive('EZ9')
    await unpack()
    expect(await look(alone)).toEqual({ state: 'timed_out' })
  })

  test.each([
    ['behind', -3_600_000],
    ['ahead', 3_600_000],
  ])('by a worker whose clock is %s has its time by the database’s', async (_how, offMs) => {
    const target = await shop.begin(flow)
    const since = new Date(Date.now() - 60_000)
    vi.setSystemTime(Date.now() + offMs)
    expect(await waitFor(target, 'EZ1', { since })).toEqual({ state: 'open', forMs: 60_000 })
    const [wait] = await inShop((tx) =>
      tx
        .select({
          isOneMoment: sql<boolean>`${eventWait.deadlineAt} = ${stepRun.waitUntil}`,
          leftMs: sql<number>`extract(epoch FROM ${eventWait.deadlineAt} - now()) * 1000`.mapWith(Number),
        })
        .from(eventWait)
        .innerJoin(stepRun, eq(stepRun.id, eventWait.stepRunId)),
    )
    expect(wait?.isOneMoment).toBe(true)
    expect(Math.abs((wait?.leftMs ?? 0) - 60_000)).toBeLessThan(60_000)
    const seen = await look(target)
    expect(seen).toMatchObject({ state: 'open', forMs: expect.any(Number) })
    expect(seen?.state === 'open' && seen.forMs <= 60_000).toBe(true)
    await arrive('EZ1')
    await unpack()
    expect(await look(target)).toMatchObject({ state: 'came' })
    const alone = await shop.begin(flow)
    await waitFor(alone, 'EZ9', { since, timeoutMs: 0 })
    expect(await look(alone)).toEqual({ state: 'timed_out' })
  })

  test('in a repeat takes another event each pass, and elsewhere the same', async () => {
    const target = await shop.begin(flow)
    await arrive('EZ1', 'a')
    await unpack()
    const place = (iteration: string) => ({ place: { node: 1, stepId: 'delivered', iteration } })
    expect(await waitFor(target, 'EZ1', { ...place('0'), eachOnce: true })).toMatchObject({ state: 'came' })
    expect(await waitFor(target, 'EZ1', { ...place('1'), eachOnce: true })).toMatchObject({ state: 'open' })
    expect(await waitFor(target, 'EZ1', { ...place('2') })).toMatchObject({ state: 'came' })
  })

  test('a double, and an event without the value, are told and let nobody go', async () => {
    await arrive('EZ1', 'same')
    await unpack()
    await arrive('EZ1', 'same')
    await arrive(null, 'nameless')
    await unpack()
    const states = (await inShop((tx) => tx.select().from(delivery).orderBy(delivery.receivedAt))).map(
      (one) => one.state,
    )
    expect(states.toSorted()).toEqual(['duplicate', 'expanded', 'ignored'])
    expect(await inShop((tx) => tx.select().from(awaitedEvent))).toHaveLength(1)
  })

  test('whose run ends waits no more, and an older epoch waits for nothing', async () => {
    const target = await shop.begin(flow)
    await waitFor(target, 'EZ1')
    expect(await waitFor({ ...target, epoch: 0 }, 'EZ1')).toEqual({ state: 'stale' })
    const end = { state: 'cancelled' as const, reasonCode: null, reason: null, failedStepId: null, skipped: [] }
    await finishRun(core.ctx.db, target, end)
    await arrive('EZ1')
    expect(await unpack()).toEqual([{ outcome: 'expanded', runs: 0, suppressed: 0, released: [] }])
    const [wait] = await inShop((tx) => tx.select().from(eventWait))
    expect(wait?.state).toBe('withdrawn')
  })
})

describe('listeners', () => {
  test('of a version that is not live any more stay until its runs are over; unclaimed events go after 30 days', async () => {
    const target = await shop.begin(flow)
    await arrive('EZ1')
    await unpack()
    const age = () =>
      inShop(async (tx) => {
        await tx.update(flowTrigger).set({ versionId: newId(), updatedAt: sql`now() - interval '1 day'` })
      })
    await age()
    await purgeWaits(core.ctx.db, 100)
    expect(await inShop((tx) => tx.select().from(flowTrigger))).toHaveLength(1)
    await inShop((tx) =>
      tx.update(run).set({ finishedAt: sql`now()`, state: 'succeeded' }).where(eq(run.id, target.runId)),
    )
    await purgeWaits(core.ctx.db, 100)
    expect(await inShop((tx) => tx.select().from(flowTrigger))).toHaveLength(0)
    // What it had heard goes with it.
    expect(await inShop((tx) => tx.select().from(awaitedEvent))).toHaveLength(0)
  })
})
