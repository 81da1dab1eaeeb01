import { closeDatabase, type Database, openDatabase } from '@patchbay/db/database'
import { acceptEvent, acceptTick, leaseDeliveries } from '@patchbay/db/functions'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { delivery, flow, flowTrigger, flowVersion, payload, plan, run, source, workspace } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { RunRules, Trigger } from '@patchbay/flow/document'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { expandDelivery, type ParseDelivery } from './expand-delivery.ts'
import type { Item } from './item.ts'

const database = useDatabase(testDatabase)
let db: Database
let workspaceId: string
let triggerId: string

beforeAll(() => {
  db = openDatabase(database.appUrl)
})
afterAll(() => closeDatabase(db))
beforeEach(async () => {
  workspaceId = newId()
  triggerId = await deploy({
    type: 'event',
    connector: 'shopify',
    event: 'orderCreated',
    connectionId: null,
    params: {},
  })
})

async function deploy(config: Trigger): Promise<string> {
  const [id, flowId, versionId] = [newId(), newId(), newId()]
  const document = { schemaVersion: 1 as const, steps: [], edges: [], notes: [] }
  await inWorkspace(db, workspaceId, async (tx) => {
    await tx.insert(workspace).values({ id: workspaceId, name: 'Shop' }).onConflictDoNothing()
    await tx
      .insert(plan)
      .values({
        workspaceId,
        hash: 'h',
        body: { planVersion: 1, engineVersion: 1, expressionVersion: 1, control: [], work: [] },
      })
      .onConflictDoNothing()
    await tx.insert(flow).values({ id: flowId, workspaceId, name: 'Flow', draft: document, enabled: true })
    await tx
      .insert(flowVersion)
      .values({ id: versionId, workspaceId, flowId, number: 1, document, planHash: 'h', publishedBy: 'test' })
    await tx
      .insert(flowTrigger)
      .values({ id, workspaceId, flowId, versionId, stepId: 'start', config, topics: [], active: true })
  })
  return id
}

async function arrive(replayOf: string | null = null): Promise<string> {
  const [id, payloadId] = [newId(), newId()]
  await inWorkspace(db, workspaceId, async (tx) => {
    await tx.insert(payload).values({ id: payloadId, workspaceId, kind: 'event', raw: Buffer.from('{}'), bytes: 2 })
    await tx.insert(delivery).values({
      id,
      workspaceId,
      triggerId,
      origin: replayOf === null ? 'event' : 'replay',
      state: 'accepted',
      payloadId,
      replayOf,
    })
  })
  return id
}

const items =
  (...keys: (string | null)[]): ParseDelivery =>
  async () => ({ ok: true, items: keys.map((key): Item => ({ output: { key }, key, subject: key, occurredAt: null })) })

async function lease(id: string): Promise<string> {
  const leaseId = newId()
  const leased = await leaseDeliveries(db, { leaseId, limit: 50, ttlMs: 30_000 })
  expect(leased.map((one) => one.id)).toContain(id)
  return leaseId
}

/** A source that the trigger listens at; answers how to send an event there. */
async function listenAtSource(runs: RunRules | null = null) {
  const sourceId = newId()
  await inWorkspace(db, workspaceId, async (tx) => {
    await tx
      .insert(source)
      .values({ id: sourceId, workspaceId, address: newId(), kind: 'vendor', connector: 'shopify' })
    await tx.update(flowTrigger).set({ sourceId, runs }).where(eq(flowTrigger.id, triggerId))
  })
  const event = { sourceId, topic: null, headers: {}, body: Buffer.from('{}'), verified: true }
  return async (vendorId: string) => (await acceptEvent(db, { ...event, vendorId }))[0]
}

const stateOf = async (id: string) =>
  (await inWorkspace(db, workspaceId, (tx) => tx.select().from(delivery).where(eq(delivery.id, id))))[0]
const runs = () => inWorkspace(db, workspaceId, (tx) => tx.select().from(run))

describe('unpacking a delivery', () => {
  test('makes a run for each new item; an item that came by another way is left out and told', async () => {
    const first = await arrive()
    const made = await expandDelivery(db, { id: first, workspaceId, leaseId: await lease(first) }, items('a', 'b'))
    expect(made).toEqual({ outcome: 'expanded', runs: 2, suppressed: 0 })
    const second = await arrive()
    const rest = await expandDelivery(
      db,
      { id: second, workspaceId, leaseId: await lease(second) },
      items('b', 'c', 'c'),
    )
    expect(rest).toEqual({ outcome: 'expanded', runs: 1, suppressed: 2 })
    const third = await arrive()
    expect(await expandDelivery(db, { id: third, workspaceId, leaseId: await lease(third) }, items('a'))).toEqual({
      outcome: 'duplicate',
    })
    expect(await stateOf(third)).toMatchObject({ state: 'duplicate', reasonCode: 'item_seen' })
    expect((await runs()).map(({ subject }) => subject).toSorted()).toEqual(['a', 'b', 'c'])
  })

  test('is read with what its workspace has, by which keys may be worked out', async () => {
    const settings = { timeZone: 'Europe/Berlin', currency: 'SEK', variables: { region: 'north' } }
    await inWorkspace(db, workspaceId, (tx) => tx.update(workspace).set(settings).where(eq(workspace.id, workspaceId)))
    const id = await arrive()
    const seen: unknown[] = []
    await expandDelivery(db, { id, workspaceId, leaseId: await lease(id) }, async (delivery) => {
      seen.push(delivery.workspace)
      return items('a')(delivery)
    })
    expect(seen).toEqual([settings])
  })

  test('a replay’s run names the run that it repeats', async () => {
    const first = await arrive()
    await expandDelivery(db, { id: first, workspaceId, leaseId: await lease(first) }, items('a', 'b'))
    const [a, b] = (await runs()).toSorted((one, other) => one.itemIndex - other.itemIndex)
    const replay = await arrive(first)
    await expandDelivery(db, { id: replay, workspaceId, leaseId: await lease(replay) }, items('a', 'b'))
    const again = (await runs()).filter((each) => each.deliveryId === replay)
    expect(again.map(({ subject, againOf }) => ({ subject, againOf }))).toEqual([
      { subject: 'a', againOf: a?.id },
      { subject: 'b', againOf: b?.id },
    ])
  })

  test('two workers on the same items at once make each run once', async () => {
    const [one, two] = [await arrive(), await arrive()]
    const leaseId = newId()
    await leaseDeliveries(db, { leaseId, limit: 50, ttlMs: 30_000 })
    const keys = Array.from({ length: 20 }, (_, index) => `k${index}`)
    await Promise.all([
      expandDelivery(db, { id: one, workspaceId, leaseId }, items(...keys)),
      expandDelivery(db, { id: two, workspaceId, leaseId }, items(...keys.toReversed())),
    ])
    expect(await runs()).toHaveLength(20)
  })

  test('without keys nothing is guessed: equal items are as many runs', async () => {
    const id = await arrive()
    await expandDelivery(db, { id, workspaceId, leaseId: await lease(id) }, items(null, null))
    expect(await runs()).toHaveLength(2)
  })

  test('whoever has lost the lease while parsing changes nothing', async () => {
    const id = await arrive()
    const lost = await lease(id)
    const stolen = await expandDelivery(db, { id, workspaceId, leaseId: lost }, async () => {
      await inWorkspace(db, workspaceId, (tx) =>
        tx.update(delivery).set({ leaseId: newId() }).where(eq(delivery.id, id)),
      )
      return { ok: true, items: [{ output: {}, key: 'x', subject: null, occurredAt: null }] }
    })
    expect(stolen).toEqual({ outcome: 'lost' })
    expect(await runs()).toHaveLength(0)
    expect(await stateOf(id)).toMatchObject({ state: 'accepted' })
  })

  test('a body that cannot be read is dead with its reason, and nothing is lost', async () => {
    const id = await arrive()
    const unreadable: ParseDelivery = async () => ({
      ok: false,
      code: 'invalid_input',
      message: 'Event field "id": expected a number',
    })
    await expandDelivery(db, { id, workspaceId, leaseId: await lease(id) }, unreadable)
    expect(await stateOf(id)).toMatchObject({ state: 'dead', reason: 'Event field "id": expected a number' })
  })

  test('an event that ends its worker each time is leased alone from the third time on, and is dead after the fifth', async () => {
    const [poison, neighbour] = [await arrive(), await arrive()]
    const expire = () =>
      inWorkspace(db, workspaceId, (tx) =>
        tx.execute(sql`UPDATE delivery SET leased_until = now() - interval '1 s' WHERE state = 'accepted'`),
      )
    const leasedAt: string[][] = []
    for (let round = 0; round < 6; round++) {
      const leaseId = newId()
      const leased = await leaseDeliveries(db, { leaseId, limit: 50, ttlMs: 30_000 })
      leasedAt.push(leased.filter(({ workspaceId: of }) => of === workspaceId).map(({ id }) => id))
      if (round > 1 && leased.some(({ id }) => id === neighbour)) {
        await expandDelivery(db, { id: neighbour, workspaceId, leaseId }, items('n'))
      }
      await expire()
    }
    expect(leasedAt.slice(0, 2).map(({ length }) => length)).toEqual([2, 2])
    expect(leasedAt.slice(2).every(({ length }) => length <= 1)).toBe(true)
    await expire()
    await leaseDeliveries(db, { leaseId: newId(), limit: 50, ttlMs: 30_000 })
    expect(await stateOf(poison)).toMatchObject({ state: 'dead', reasonCode: 'poison' })
    expect(await stateOf(neighbour)).toMatchObject({ state: 'expanded' })
  })

  test('a schedule’s tick is one delivery however often it is told, and is left out while a run is open when the flow says so', async () => {
    triggerId = await deploy({
      type: 'schedule',
      schedule: { kind: 'interval', everyMs: 60_000 },
      overlap: 'skip',
      catchUpWindowMs: 60_000,
    })
    const at = (minute: number) =>
      acceptTick(db, { triggerId, generation: 1, scheduledFor: new Date(Date.UTC(2026, 0, 1, 0, minute)) })
    const first = await at(0)
    expect(await at(0)).toBeNull()
    const second = await at(1)
    const leaseId = await lease(first ?? '')
    const outcome = async (id: string | null) =>
      (await expandDelivery(db, { id: id ?? '', workspaceId, leaseId }, items(null))).outcome
    expect(await outcome(first)).toBe('expanded')
    expect(await outcome(second)).toBe('refused')
    expect(await acceptTick(db, { triggerId, generation: 2, scheduledFor: new Date() })).toBeNull()
  })
})

describe('an event that must not run', () => {
  const about = (orderKey: string): ParseDelivery => {
    return async () => ({ ok: true, items: [{ output: {}, key: null, subject: null, occurredAt: null, orderKey }] })
  }

  test('is left out because its key is open: the sender’s own id is free for when it comes again', async () => {
    const order = { key: null, queue: null, whenOpen: 'drop', olderVersion: 'run' } as const
    const send = await listenAtSource({ order })
    const told = async (vendorId: string) => {
      const sent = await send(vendorId)
      const id = sent?.deliveryId ?? ''
      if (sent?.state !== 'accepted') return sent?.state
      return (await expandDelivery(db, { id, workspaceId, leaseId: await lease(id) }, about('1001'))).outcome
    }
    expect(await told('evt_0')).toBe('expanded')
    expect(await told('evt_1')).toBe('refused')
    expect(await told('evt_1')).toBe('refused')
    await inWorkspace(db, workspaceId, (tx) => tx.update(run).set({ state: 'succeeded', finishedAt: new Date() }))
    expect(await told('evt_1')).toBe('expanded')
    expect(await told('evt_1')).toBe('duplicate')
    expect(await runs()).toHaveLength(2)
  })

  test('came in by a connection that no longer starts its flow: it is told, and can be replayed', async () => {
    const send = await listenAtSource()
    const id = (await send('evt_1'))?.deliveryId ?? ''
    await listenAtSource()
    const leaseId = await lease(id)
    expect(await expandDelivery(db, { id, workspaceId, leaseId }, items('a'))).toEqual({ outcome: 'ignored' })
    expect(await stateOf(id)).toMatchObject({ state: 'ignored', reasonCode: 'other_connection' })
    expect(await runs()).toHaveLength(0)
  })

  test('is a late time of a schedule that no longer starts its flow', async () => {
    triggerId = await deploy({ type: 'manual', form: [] })
    const late = await acceptTick(db, { triggerId, generation: 1, scheduledFor: new Date() })
    const target = { id: late ?? '', workspaceId, leaseId: await lease(late ?? '') }
    expect(await expandDelivery(db, target, items(null))).toEqual({ outcome: 'ignored' })
    expect(await stateOf(target.id)).toMatchObject({ reasonCode: 'other_start' })
  })
})

describe('shares between workspaces', () => {
  test('a full inbox next door does not keep a workspace waiting', async () => {
    const own = await arrive()
    const [mine, myTrigger] = [workspaceId, triggerId]
    workspaceId = newId()
    triggerId = await deploy({ type: 'api' })
    for (let count = 0; count < 30; count++) await arrive()
    const leased = await leaseDeliveries(db, { leaseId: newId(), limit: 4, ttlMs: 30_000 })
    expect(leased).toHaveLength(4)
    expect(leased.some(({ id }) => id === own)).toBe(true)
    ;[workspaceId, triggerId] = [mine, myTrigger]
    await inWorkspace(db, leased.at(-1)?.workspaceId ?? '', (tx) => tx.update(delivery).set({ state: 'ignored' }))
  })

  test('an event with letters that PostgreSQL cannot hold is unpacked all the same', async () => {
    const id = await arrive()
    const leaseId = newId()
    await inWorkspace(db, workspaceId, (tx) => tx.update(delivery).set({ leaseId }).where(eq(delivery.id, id)))
    const odd: ParseDelivery = async () => ({
      ok: true,
      items: [{ output: { note: 'a\u0000b\ud83d' }, key: null, subject: 'x\u0000', occurredAt: null }],
    })
    expect(await expandDelivery(db, { id, workspaceId, leaseId }, odd)).toMatchObject({ outcome: 'expanded' })
  })

  test('a replay takes the keys of an event that was refused, so that the vendor’s own resend is a double', async () => {
    const id = await arrive()
    const leaseId = newId()
    await inWorkspace(db, workspaceId, (tx) =>
      tx.update(delivery).set({ leaseId, origin: 'replay' }).where(eq(delivery.id, id)),
    )
    expect(await expandDelivery(db, { id, workspaceId, leaseId }, items('k'))).toMatchObject({ runs: 1 })
    const resent = await arrive()
    await inWorkspace(db, workspaceId, (tx) => tx.update(delivery).set({ leaseId }).where(eq(delivery.id, resent)))
    expect(await expandDelivery(db, { id: resent, workspaceId, leaseId }, items('k'))).toEqual({ outcome: 'duplicate' })
  })
})
