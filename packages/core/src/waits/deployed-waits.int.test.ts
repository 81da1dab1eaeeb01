import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { flowTrigger, source } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { FlowDocument, Step, Trigger } from '@patchbay/flow/document'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createConnection } from '../connections/create-connection.ts'
import { archiveFlow } from '../flows/archive-flow.ts'
import { createFlow } from '../flows/create-flow.ts'
import { publishFlow } from '../flows/publish-flow.ts'
import { replaceDraft } from '../flows/replace-draft.ts'
import { setFlowEnabled } from '../flows/set-flow-enabled.ts'
import { startFlow } from '../inbox/start-flow.ts'
import type { Principal } from '../principal.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { mustGive, mustRefuse } from '../testing/result-of.ts'
import { eventStep } from '../testing/seed-wait.ts'
import { listCallers } from './list-callers.ts'

const database = useDatabase(testDatabase)
let core: TestCore
let owner: Principal
let connectionId: string

beforeAll(async () => {
  core = openCore(database.appUrl)
  owner = (await core.newWorkspace()).as('owner')
  const values = { apiKey: 'made-up', webhookSecret: 'made-up' }
  const made = await createConnection(core.ctx, owner, {
    connector: 'easypost',
    name: 'EasyPost',
    environment: 'sandbox',
    values,
  })
  connectionId = mustGive(made).id
})
afterAll(() => core.close())

const flowOf = (trigger: Trigger, ...steps: Step[]): FlowDocument => ({
  schemaVersion: 1,
  steps: [{ id: 'start', kind: 'trigger', name: 'Start', position: { x: 0, y: 0 }, trigger }, ...steps],
  edges: steps.map((step, index) => ({
    id: `e${index}`,
    from: index === 0 ? 'start' : (steps[index - 1]?.id ?? 'start'),
    port: 'out',
    to: step.id,
  })),
  notes: [],
})

const publish = async (document: FlowDocument, name = 'Returns desk') => {
  const { id } = mustGive(await createFlow(core.ctx, owner, { name, document }))
  mustGive(await publishFlow(core.ctx, owner, { flowId: id, revision: 1 }))
  mustGive(await setFlowEnabled(core.ctx, owner, { flowId: id, enabled: true }))
  return id
}

const listenersOf = async (flowId: string) => {
  const rows = await inWorkspace(core.ctx.db, owner.workspaceId, (tx) =>
    tx.select().from(flowTrigger).where(eq(flowTrigger.flowId, flowId)).orderBy(flowTrigger.role, flowTrigger.id),
  )
  return rows.filter(({ role }) => role === 'wait')
}

const waitsFor = (code: string) =>
  eventStep(connectionId, { match: { path: code, equals: { kind: 'constant', value: 'EZ1' } } })

test('a version listens from its publishing on, also while its flow is off; what an older one listens to stays', async () => {
  const flowId = await publish(flowOf({ type: 'api' }, waitsFor('trackingCode')))
  const [vendorSource] = await inWorkspace(core.ctx.db, owner.workspaceId, (tx) =>
    tx.select().from(source).where(eq(source.connectionId, connectionId)),
  )
  const first = await listenersOf(flowId)
  expect(first).toMatchObject([{ sourceId: vendorSource?.id, topics: ['tracker.updated'], active: true }])
  mustGive(await setFlowEnabled(core.ctx, owner, { flowId, enabled: false, reason: 'Strike', newEvents: 'refuse' }))
  expect(await listenersOf(flowId)).toMatchObject([{ active: true, holds: false }])
  // The same step once more, and then another value to find its event by.
  for (const [revision, path] of [
    [1, 'trackingCode'],
    [2, 'trackerId'],
  ] as const) {
    const document = flowOf({ type: 'api' }, { ...waitsFor(path), name: `Delivered ${revision}` })
    mustGive(await replaceDraft(core.ctx, owner, { flowId, revision, document }))
    mustGive(await publishFlow(core.ctx, owner, { flowId, revision: revision + 1 }))
  }
  const now = await listenersOf(flowId)
  expect(now.map(({ id, matchPath }) => [id === first[0]?.id, matchPath])).toEqual([
    [true, 'trackingCode'],
    [false, 'trackerId'],
  ])
})

test('a flow that others call tells who they are, and takes what they must give from a person, too', async () => {
  const input = [{ name: 'order', label: 'Order', type: 'number' as const, required: true }]
  const stop: Step = { id: 'end', kind: 'stop', name: 'End', position: { x: 0, y: 0 }, outcome: 'succeeded' }
  const calledId = await publish(flowOf({ type: 'call', input, output: [] }, stop), 'Label')
  const call: Step = {
    id: 'label',
    kind: 'subflow',
    name: 'Label',
    position: { x: 0, y: 0 },
    flowId: calledId,
    versionId: null,
    mode: 'wait',
    input: { order: { kind: 'constant', value: 7 } },
  }
  const callerId = await publish(flowOf({ type: 'api' }, call), 'Orders')
  expect(mustGive(await listCallers(core.ctx, owner, { flowId: calledId }))).toEqual([
    { id: callerId, name: 'Orders', enabled: true },
  ])
  expect(mustGive(await listCallers(core.ctx, owner, { flowId: newId() }))).toEqual([])
  const start = (form: { order?: number | string }) =>
    startFlow(core.ctx, owner, { flowId: calledId, form, origin: 'manual' })
  expect(mustRefuse(await start({ order: 'seven' })).message).toBe('“Order” takes a number, and got text.')
  expect(mustRefuse(await start({})).message).toBe('“Order” is required, and has no value.')
  mustGive(await start({ order: 7 }))
  mustGive(
    await setFlowEnabled(core.ctx, owner, { flowId: callerId, enabled: false, reason: 'x', newEvents: 'refuse' }),
  )
  mustGive(await archiveFlow(core.ctx, owner, { flowId: callerId }))
  expect(mustGive(await listCallers(core.ctx, owner, { flowId: calledId }))).toEqual([])
})
