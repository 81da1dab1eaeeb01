import { randomUUID } from 'node:crypto'
import { acceptEvent, leaseDeliveries } from '@patchbay/db/functions'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { delivery, eventKey, flowTrigger, run, source } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { FlowDocument, Trigger } from '@patchbay/flow/document'
import { useDatabase } from '@patchbay/local-stack/testing'
import { asc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { expandDelivery } from '../inbox/expand-delivery.ts'
import type { Principal } from '../principal.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { mustGive, mustRefuse } from '../testing/result-of.ts'
import { applyOperations } from './apply-operations.ts'
import { createFlow } from './create-flow.ts'
import { listFlows } from './list-flows.ts'
import { publishFlow } from './publish-flow.ts'
import { setFlowEnabled } from './set-flow-enabled.ts'

const database = useDatabase(testDatabase)

let core: TestCore
let owner: Principal
let viewer: Principal
beforeAll(() => {
  core = openCore(database.appUrl)
})
beforeEach(async () => {
  const { as } = await core.newWorkspace()
  owner = as('owner')
  viewer = as('viewer')
})
afterAll(() => core.close())

const at = { x: 0, y: 0 }
const called: Trigger = { type: 'webhook', auth: { kind: 'none' }, answer: { kind: 'now' } }
const startedBy = (trigger: Trigger, steps: FlowDocument['steps'] = []): FlowDocument => ({
  schemaVersion: 1,
  steps: [
    { id: 'start', kind: 'trigger', name: 'Start', position: at, trigger },
    ...(steps.length > 0
      ? steps
      : [{ id: 'done', kind: 'stop' as const, name: 'Done', position: at, outcome: 'succeeded' as const }]),
  ],
  edges: [{ id: 'e1', from: 'start', port: 'out', to: steps[0]?.id ?? 'done' }],
  notes: [],
})

async function published(document: FlowDocument, name = 'Order journey'): Promise<string> {
  const { id } = mustGive(await createFlow(core.ctx, owner, { name, document }))
  mustGive(await publishFlow(core.ctx, owner, { flowId: id, revision: 1 }))
  return id
}

const deliveriesOf = (flowId: string) =>
  inWorkspace(core.ctx.db, owner.workspaceId, (tx) =>
    tx.select().from(delivery).where(eq(delivery.flowId, flowId)).orderBy(asc(delivery.id)),
  )

test('a flow that is off holds its events and runs them in order when it is on; refused ones hold no key', async () => {
  const flowId = await published(startedBy(called))
  mustGive(await setFlowEnabled(core.ctx, owner, { flowId, enabled: true }))
  const [own] = await inWorkspace(core.ctx.db, owner.workspaceId, (tx) =>
    tx.select({ id: source.id }).from(source).where(eq(source.flowId, flowId)),
  )
  const send = async (vendorId: string) => {
    const event = {
      sourceId: own?.id ?? '',
      vendorId,
      topic: null,
      headers: {},
      body: Buffer.from('{}'),
      verified: true,
    }
    return (await acceptEvent(core.ctx.db, event))[0]?.state
  }
  const lease = async () =>
    (await leaseDeliveries(core.ctx.db, { leaseId: randomUUID(), limit: 50, ttlMs: 60_000 })).filter(
      ({ workspaceId }) => workspaceId === owner.workspaceId,
    )

  mustGive(
    await setFlowEnabled(core.ctx, owner, { flowId, enabled: false, reason: 'Carrier strike', newEvents: 'refuse' }),
  )
  expect(await send('a')).toBe('refused')
  const keys = () =>
    inWorkspace(core.ctx.db, owner.workspaceId, (tx) => tx.select({ key: eventKey.key }).from(eventKey))
  expect(await keys()).toEqual([])

  mustGive(
    await setFlowEnabled(core.ctx, owner, { flowId, enabled: false, reason: 'Strike goes on', newEvents: 'hold' }),
  )
  expect([await send('a'), await send('b'), await send('c'), await send('b')]).toEqual([
    'accepted',
    'accepted',
    'accepted',
    'duplicate',
  ])
  expect(await keys()).toHaveLength(3)
  expect(await lease()).toEqual([])
  const held = (await deliveriesOf(flowId)).filter(({ reasonCode }) => reasonCode === 'held')
  expect(held.map(({ vendorId, reason }) => [vendorId, reason])).toEqual(
    ['a', 'b', 'c'].map((id) => [id, expect.stringContaining('holds its events')]),
  )
  const listed = mustGive(await listFlows(core.ctx, viewer)).find(({ id }) => id === flowId)
  expect(listed).toMatchObject({ enabled: false, newEvents: 'hold', held: 3, switchReason: 'Strike goes on' })

  core.told.length = 0
  const on = mustGive(await setFlowEnabled(core.ctx, owner, { flowId, enabled: true }))
  expect(on).toEqual({ enabled: true, newEvents: null, released: 3 })
  expect(core.told).toContain('patchbay_inbox delivery')
  expect(await send('d')).toBe('accepted')
  const leaseId = randomUUID()
  const leased = await leaseDeliveries(core.ctx.db, { leaseId, limit: 50, ttlMs: 60_000 })
  const order = leased.map(({ id }) => id).sort()
  const all = await deliveriesOf(flowId)
  expect(order.map((id) => all.find((one) => one.id === id)?.vendorId)).toEqual(['a', 'b', 'c', 'd'])
  for (const id of order) {
    const item = { key: null, subject: null, occurredAt: null, output: { id } }
    await expandDelivery(core.ctx.db, { id, workspaceId: owner.workspaceId, leaseId }, async () => ({
      ok: true,
      items: [item],
    }))
  }
  const runs = await inWorkspace(core.ctx.db, owner.workspaceId, (tx) =>
    tx
      .select({ deliveryId: run.deliveryId, acceptedAt: run.acceptedAt })
      .from(run)
      .where(eq(run.flowId, flowId))
      .orderBy(asc(run.id)),
  )
  expect(runs.map(({ deliveryId }) => deliveryId)).toEqual(order)
  // How long a run took is counted from when it was let go, not from when its event came in.
  const sinceReceived = runs.map(({ deliveryId, acceptedAt }) => {
    const from = all.find(({ id }) => id === deliveryId)
    return from === undefined ? null : acceptedAt > from.receivedAt
  })
  expect(sinceReceived).toEqual([true, true, true, false])
  expect(await send('a')).toBe('duplicate')
})

test('a schedule hears only of being on or off, whatever becomes of events', async () => {
  const daily: Trigger = {
    type: 'schedule',
    schedule: { kind: 'interval', everyMs: 60_000 },
    overlap: 'skip',
    catchUpWindowMs: 0,
  }
  const flowId = await published(startedBy(daily))
  const generation = async () =>
    (
      await inWorkspace(core.ctx.db, owner.workspaceId, (tx) =>
        tx.select().from(flowTrigger).where(eq(flowTrigger.flowId, flowId)),
      )
    )[0]?.generation
  await setFlowEnabled(core.ctx, owner, { flowId, enabled: true })
  await setFlowEnabled(core.ctx, owner, { flowId, enabled: false, newEvents: 'refuse' })
  expect(await generation()).toBe(3)
  await setFlowEnabled(core.ctx, owner, { flowId, enabled: false, newEvents: 'hold' })
  expect(await generation()).toBe(3)
})

test('what was said of events before the first publishing holds from it on', async () => {
  const { id: flowId } = mustGive(await createFlow(core.ctx, owner, { name: 'Held', document: startedBy(called) }))
  mustGive(await setFlowEnabled(core.ctx, owner, { flowId, enabled: false, newEvents: 'hold' }))
  mustGive(await publishFlow(core.ctx, owner, { flowId, revision: 1 }))
  const trigger = async () =>
    (
      await inWorkspace(core.ctx.db, owner.workspaceId, (tx) =>
        tx.select().from(flowTrigger).where(eq(flowTrigger.flowId, flowId)),
      )
    )[0]
  expect(await trigger()).toMatchObject({ active: false, holds: true })
  mustGive(await setFlowEnabled(core.ctx, owner, { flowId, enabled: true }))
  mustGive(await publishFlow(core.ctx, owner, { flowId, revision: 1 }))
  expect(await trigger()).toMatchObject({ active: true, holds: false })
})

test('another start is not published over events that are held for this one', async () => {
  const flowId = await published(startedBy(called))
  mustGive(await setFlowEnabled(core.ctx, owner, { flowId, enabled: false, newEvents: 'hold' }))
  const [own] = await inWorkspace(core.ctx.db, owner.workspaceId, (tx) =>
    tx.select({ id: source.id }).from(source).where(eq(source.flowId, flowId)),
  )
  const event = {
    sourceId: own?.id ?? '',
    vendorId: 'a',
    topic: null,
    headers: {},
    body: Buffer.from('{}'),
    verified: true,
  }
  await acceptEvent(core.ctx.db, event)
  const trigger: Trigger = { type: 'manual', form: [] }
  const operations = [{ kind: 'setTrigger', stepId: 'start', trigger }]
  mustGive(await applyOperations(core.ctx, owner, { flowId, revision: 1, operations }))
  expect(mustRefuse(await publishFlow(core.ctx, owner, { flowId, revision: 2 })).message).toMatch(/^One event is held/)
  mustGive(await setFlowEnabled(core.ctx, owner, { flowId, enabled: true }))
  // Let go of, and not read yet: still for the start that stands.
  expect(mustRefuse(await publishFlow(core.ctx, owner, { flowId, revision: 2 })).message).toMatch(
    /^One event is just being unpacked/,
  )
  const leaseId = randomUUID()
  const [leased] = await leaseDeliveries(core.ctx.db, { leaseId, limit: 50, ttlMs: 60_000 })
  const item = { key: null, subject: null, occurredAt: null, output: {} }
  const target = { id: leased?.id ?? '', workspaceId: owner.workspaceId, leaseId }
  expect(await expandDelivery(core.ctx.db, target, async () => ({ ok: true, items: [item] }))).toMatchObject({
    runs: 1,
  })
  mustGive(await publishFlow(core.ctx, owner, { flowId, revision: 2 }))
})

test('what does not change the start is published over events that are not unpacked yet', async () => {
  const flowId = await published(startedBy(called))
  mustGive(await setFlowEnabled(core.ctx, owner, { flowId, enabled: true }))
  const [own] = await inWorkspace(core.ctx.db, owner.workspaceId, (tx) =>
    tx.select({ id: source.id }).from(source).where(eq(source.flowId, flowId)),
  )
  const event = { sourceId: own?.id ?? '', vendorId: 'a', topic: null, headers: {}, body: Buffer.from('{}') }
  await acceptEvent(core.ctx.db, { ...event, verified: true })
  const note = { id: 'n', text: 'Half done', position: at, size: { width: 200, height: 80 } }
  mustGive(await applyOperations(core.ctx, owner, { flowId, revision: 1, operations: [{ kind: 'addNote', note }] }))
  mustGive(await publishFlow(core.ctx, owner, { flowId, revision: 2 }))
})
