import { randomUUID } from 'node:crypto'
import { acceptEvent } from '@patchbay/db/functions'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { auditEntry, connection, delivery, flow, source } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { FlowDocument, Trigger } from '@patchbay/flow/document'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Principal } from '../principal.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { mustGive, mustRefuse } from '../testing/result-of.ts'
import { seedRun } from '../testing/seed-run.ts'
import { applyOperations } from './apply-operations.ts'
import { createFlow } from './create-flow.ts'
import { getFlow } from './get-flow.ts'
import { goLive } from './go-live.ts'
import { planGoLive } from './plan-go-live.ts'
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
async function published(document: FlowDocument, name = 'Order journey'): Promise<string> {
  const { id } = mustGive(await createFlow(core.ctx, owner, { name, document }))
  mustGive(await publishFlow(core.ctx, owner, { flowId: id, revision: 1 }))
  return id
}

async function connect(connector: string, environment: 'live' | 'sandbox', name = `${environment} ${connector}`) {
  const id = randomUUID()
  await inWorkspace(core.ctx.db, owner.workspaceId, async (tx) => {
    await tx.insert(connection).values({ id, workspaceId: owner.workspaceId, connector, environment, name })
    await tx.insert(source).values({
      workspaceId: owner.workspaceId,
      address: randomUUID(),
      kind: 'vendor',
      connector,
      connectionId: id,
    })
  })
  return id
}

const auditOf = async (subjectId: string) =>
  (
    await inWorkspace(core.ctx.db, owner.workspaceId, (tx) =>
      tx.select({ action: auditEntry.action }).from(auditEntry).where(eq(auditEntry.subjectId, subjectId)),
    )
  ).map(({ action }) => action)

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

const buys = (connectionId: string | null): FlowDocument =>
  startedBy({ type: 'manual', form: [] }, [
    {
      id: 'tag',
      kind: 'action',
      name: 'Tag the order',
      position: at,
      connector: 'shopify',
      action: 'tagOrder',
      connectionId,
      input: { orderId: { kind: 'constant', value: '1' }, tags: { kind: 'constant', value: ['vip'] } },
    },
  ])

test('going live exchanges, publishes and switches on, or does nothing at all', async () => {
  const sandbox = await connect('shopify', 'sandbox', 'Sandbox shop')
  const flowId = await published(buys(sandbox))
  const { workspaceId } = owner
  await seedRun(core.ctx, {
    workspaceId,
    flowId,
    state: 'succeeded',
    steps: [{ stepId: 'tag', kind: 'action', state: 'succeeded' }],
  })
  expect(mustGive(await planGoLive(core.ctx, owner, { flowId }))).toMatchObject({
    pairs: [{ sandbox: { id: sandbox, name: 'Sandbox shop' }, choices: [], chosen: null }],
    checks: [{ ok: false, words: expect.stringContaining('no live connection for Shopify') }, { ok: true }],
  })
  const live = await connect('shopify', 'live', 'Brindle shop')
  const plan = mustGive(await planGoLive(core.ctx, owner, { flowId }))
  expect(plan).toMatchObject({
    pairs: [{ chosen: live, stepIds: ['tag'] }],
    effects: [{ stepId: 'tag', words: 'Shopify: Tag order. Applied once.', repeatSafe: true, perDay: 1 / 7 }],
    checks: [{ ok: true }],
  })
  const pairs = { [sandbox]: live }
  expect(mustRefuse(await goLive(core.ctx, owner, { flowId, revision: 1, pairs: {} })).message).toContain(
    'Choose a live Shopify',
  )
  expect(mustRefuse(await goLive(core.ctx, viewer, { flowId, revision: 1, pairs })).code).toBe('forbidden')

  core.answerTests({ ok: false, code: 'auth_expired', message: 'Shopify refused the token.' })
  expect(mustRefuse(await goLive(core.ctx, owner, { flowId, revision: 1, pairs }))).toMatchObject({
    code: 'conflict',
    current: { checks: [{ connectionId: live, ok: false, message: 'Shopify refused the token.' }] },
  })
  core.answerTests({ ok: true, account: 'Brindle Goods' })
  expect(mustRefuse(await goLive(core.ctx, owner, { flowId, revision: 7, pairs })).code).toBe('conflict')
  const untouched = mustGive(await getFlow(core.ctx, viewer, { flowId }))
  expect(untouched).toMatchObject({ draftRevision: 1, version: 1, enabled: false, environment: 'sandbox' })

  expect(mustGive(await goLive(core.ctx, owner, { flowId, revision: 1, pairs }))).toMatchObject({
    number: 2,
    revision: 2,
  })
  const after = mustGive(await getFlow(core.ctx, viewer, { flowId }))
  expect(after).toMatchObject({ enabled: true, version: 2, environment: 'live', draftAhead: false })
  expect(await auditOf(flowId)).toEqual(expect.arrayContaining(['flow.go_live', 'flow.publish', 'flow.switch']))
})

test('a refusal in the middle of going live leaves the draft as it was', async () => {
  const sandbox = await connect('shopify', 'sandbox')
  const live = await connect('shopify', 'live')
  const broken = buys(sandbox)
  const { id: flowId } = mustGive(
    await createFlow(core.ctx, owner, { name: 'Broken', document: { ...broken, edges: [] } }),
  )
  const refused = await goLive(core.ctx, owner, { flowId, revision: 1, pairs: { [sandbox]: live } })
  expect(mustRefuse(refused).problems).toContainEqual(expect.objectContaining({ code: 'step_unreachable' }))
  const [row] = await inWorkspace(core.ctx.db, owner.workspaceId, (tx) =>
    tx.select().from(flow).where(eq(flow.id, flowId)),
  )
  expect(row).toMatchObject({ draftRevision: 1, enabled: false, liveVersionId: null })
})

test('what a colleague changed goes live only when that is said', async () => {
  const sandbox = await connect('shopify', 'sandbox')
  const live = await connect('shopify', 'live')
  const trigger: Trigger = {
    type: 'event',
    connector: 'shopify',
    event: 'orderPaid',
    connectionId: sandbox,
    params: {},
  }
  const flowId = await published({
    schemaVersion: 1,
    steps: [{ id: 'order', kind: 'trigger', name: 'When an order is paid', position: at, trigger }],
    edges: [],
    notes: [],
  })
  const idris: Principal = {
    kind: 'user',
    userId: randomUUID(),
    name: 'Idris',
    workspaceId: owner.workspaceId,
    role: 'editor',
  }
  const note = { id: 'n', text: 'Half done', position: at, size: { width: 200, height: 80 } }
  mustGive(await applyOperations(core.ctx, idris, { flowId, revision: 1, operations: [{ kind: 'addNote', note }] }))
  const pairs = { [sandbox]: live }
  const refused = mustRefuse(await goLive(core.ctx, owner, { flowId, revision: 2, pairs }))
  expect(refused.code).toBe('conflict')
  expect(refused.message).toContain('changed this draft too')
  expect(mustGive(await goLive(core.ctx, owner, { flowId, revision: 2, pairs, withOthers: true })).number).toBe(2)
})

test('events of the sandbox that are held do not run live: they run in the sandbox first', async () => {
  const sandbox = await connect('shopify', 'sandbox')
  const live = await connect('shopify', 'live')
  const trigger: Trigger = {
    type: 'event',
    connector: 'shopify',
    event: 'orderPaid',
    connectionId: sandbox,
    params: {},
  }
  const flowId = await published(startedBy(trigger))
  mustGive(await setFlowEnabled(core.ctx, owner, { flowId, enabled: false, newEvents: 'hold' }))
  const [shop] = await inWorkspace(core.ctx.db, owner.workspaceId, (tx) =>
    tx.select({ id: source.id }).from(source).where(eq(source.connectionId, sandbox)),
  )
  const [sent] = await acceptEvent(core.ctx.db, {
    sourceId: shop?.id ?? '',
    vendorId: 'evt_1',
    topic: 'orders/paid',
    headers: {},
    body: Buffer.from('{}'),
    verified: true,
  })
  expect(sent?.state).toBe('accepted')
  const pairs = { [sandbox]: live }
  const take = () => goLive(core.ctx, owner, { flowId, revision: 1, pairs })

  const held = mustRefuse(await take())
  expect(held).toMatchObject({
    code: 'conflict',
    message:
      'One event is held that came in by the connection that starts this flow now; it must not run on another. Switch the flow on so that it runs as the flow is now, then try again.',
  })
  expect(mustGive(await getFlow(core.ctx, viewer, { flowId }))).toMatchObject({
    draftRevision: 1,
    version: 1,
    enabled: false,
  })

  mustGive(await setFlowEnabled(core.ctx, owner, { flowId, enabled: true }))
  expect(mustRefuse(await take()).message).toMatch(/^One event is just being unpacked, .* Try again in a moment/)
  await inWorkspace(core.ctx.db, owner.workspaceId, (tx) =>
    tx.update(delivery).set({ state: 'expanded' }).where(eq(delivery.flowId, flowId)),
  )
  expect(mustGive(await take()).number).toBe(2)
})
