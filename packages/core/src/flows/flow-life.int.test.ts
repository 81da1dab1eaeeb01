import { randomUUID } from 'node:crypto'
import { acceptEvent } from '@patchbay/db/functions'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { auditEntry, connection, delivery, source } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { FlowDocument, Trigger } from '@patchbay/flow/document'
import { useDatabase } from '@patchbay/local-stack/testing'
import { asc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Principal } from '../principal.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { mustGive, mustRefuse } from '../testing/result-of.ts'
import { archiveFlow } from './archive-flow.ts'
import { createFlow } from './create-flow.ts'
import { createFromTemplate } from './create-from-template.ts'
import { duplicateFlow } from './duplicate-flow.ts'
import { exportFlow } from './export-flow.ts'
import { getDocumentation } from './get-documentation.ts'
import { getFlow } from './get-flow.ts'
import { importFlow } from './import-flow.ts'
import { listTemplates } from './list-templates.ts'
import { organiseFlow } from './organise-flow.ts'
import { planImport } from './plan-import.ts'
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

const deliveriesOf = (flowId: string) =>
  inWorkspace(core.ctx.db, owner.workspaceId, (tx) =>
    tx.select().from(delivery).where(eq(delivery.flowId, flowId)).orderBy(asc(delivery.id)),
  )

const auditOf = async (subjectId: string) =>
  (
    await inWorkspace(core.ctx.db, owner.workspaceId, (tx) =>
      tx.select({ action: auditEntry.action }).from(auditEntry).where(eq(auditEntry.subjectId, subjectId)),
    )
  ).map(({ action }) => action)

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

test('a flow is renamed, put into a folder, duplicated with an address of its own, and archived when it is off', async () => {
  const flowId = await published(startedBy(called))
  mustGive(await organiseFlow(core.ctx, owner, { flowId, name: ' Returns desk ' }))
  mustGive(await organiseFlow(core.ctx, owner, { flowId, folder: 'Orders' }))
  expect(mustRefuse(await organiseFlow(core.ctx, viewer, { flowId, name: 'Mine' })).code).toBe('forbidden')
  expect(mustRefuse(await organiseFlow(core.ctx, owner, { flowId, name: ' ' })).code).toBe('invalid')
  const copy = mustGive(await duplicateFlow(core.ctx, owner, { flowId }))
  const [original, second] = [
    mustGive(await getFlow(core.ctx, viewer, { flowId })),
    mustGive(await getFlow(core.ctx, viewer, { flowId: copy.id })),
  ]
  expect(second).toMatchObject({ name: 'Returns desk (copy)', folder: 'Orders', enabled: false, live: null })
  expect(second.draft).toEqual(original.draft)
  expect(second.trigger?.url).not.toBe(original.trigger?.url)

  mustGive(await organiseFlow(core.ctx, owner, { flowId, name: `a${'😀'.repeat(59)}` }))
  mustGive(await duplicateFlow(core.ctx, owner, { flowId }))

  mustGive(await setFlowEnabled(core.ctx, owner, { flowId, enabled: true }))
  expect(mustRefuse(await archiveFlow(core.ctx, owner, { flowId })).message).toContain('Switch it off')
  mustGive(await setFlowEnabled(core.ctx, owner, { flowId, enabled: false, newEvents: 'hold' }))
  const [own] = await inWorkspace(core.ctx.db, owner.workspaceId, (tx) =>
    tx.select({ id: source.id }).from(source).where(eq(source.flowId, flowId)),
  )
  const event = {
    sourceId: own?.id ?? '',
    vendorId: null,
    topic: null,
    headers: {},
    body: Buffer.from('{}'),
    verified: true,
  }
  await acceptEvent(core.ctx.db, event)
  expect(mustGive(await archiveFlow(core.ctx, owner, { flowId }))).toEqual({ refused: 1 })
  expect(mustRefuse(await getFlow(core.ctx, viewer, { flowId })).code).toBe('not_found')
  expect((await deliveriesOf(flowId)).map(({ state, reasonCode }) => [state, reasonCode])).toEqual([
    ['refused', 'flow_archived'],
  ])
  expect(await auditOf(flowId)).toEqual(expect.arrayContaining(['flow.rename', 'flow.archive', 'flow.switch']))
  expect(await auditOf(copy.id)).toEqual(['flow.duplicate'])
})

test('a flow goes into a file without any id, and comes back with the connections that are chosen', async () => {
  const here = await connect('shopify', 'sandbox')
  const flowId = await published(buys(here))
  const file: unknown = JSON.parse(
    JSON.stringify(mustGive(await exportFlow(core.ctx, viewer, { flowId, what: 'live' }))),
  )
  expect(JSON.stringify(file)).not.toContain(here)
  expect(file).toMatchObject({
    patchbay: 'flow',
    connections: { connection1: { connector: 'shopify', environment: 'sandbox' } },
  })

  const there = await core.newWorkspace()
  const stranger = there.as('editor')
  owner = stranger
  expect(mustGive(await planImport(core.ctx, stranger, { file })).connections).toMatchObject([
    { key: 'connection1', choices: [], chosen: null, stepNames: ['Tag the order'] },
  ])
  const first = await connect('shopify', 'live', 'Main shop')
  const second = await connect('shopify', 'live', 'Second shop')
  expect(mustGive(await planImport(core.ctx, stranger, { file })).connections[0]).toMatchObject({
    choices: [{ id: first }, { id: second }],
    chosen: null,
  })
  const foreign = await importFlow(core.ctx, stranger, { file, connections: { connection1: here } })
  expect(mustRefuse(foreign)).toMatchObject({ code: 'invalid', message: expect.stringContaining('Shopify') })
  const later = mustGive(await importFlow(core.ctx, stranger, { file }))
  expect(later.problems).toContainEqual(expect.objectContaining({ severity: 'error', stepId: 'tag' }))
  const imported = mustGive(
    await importFlow(core.ctx, stranger, { file, name: 'Tags', connections: { connection1: second } }),
  )
  expect(imported.problems.filter(({ severity }) => severity === 'error')).toEqual([])
  const flowThere = mustGive(await getFlow(core.ctx, stranger, { flowId: imported.id }))
  expect(flowThere).toMatchObject({ name: 'Tags', enabled: false, live: null })
  expect(flowThere.draft.steps[1]).toMatchObject({ connectionId: second })
  expect(await auditOf(imported.id)).toEqual(['flow.import'])
})

test('a file that is none, or speaks of apps that are not here, is told of in words', async () => {
  expect(mustRefuse(await planImport(core.ctx, owner, { file: { name: 'x' } })).message).toContain('no file of a flow')
  const newer = { patchbay: 'flow', name: 'x', document: { schemaVersion: 99 } }
  expect(mustRefuse(await planImport(core.ctx, owner, { file: newer })).message).toContain('newer release')
  const document = buys(null)
  const [, tag] = document.steps
  const odd = { ...document, steps: [document.steps[0], { ...tag, connector: 'netsuite' }] }
  expect(mustGive(await planImport(core.ctx, owner, { file: odd })).missing).toEqual([
    expect.stringContaining('needs the app “netsuite”'),
  ])
  expect(mustRefuse(await planImport(core.ctx, viewer, { file: odd })).code).toBe('forbidden')
})

test('a template takes the only connection there is, and tells what it does on a page of its own', async () => {
  const shop = await connect('shopify', 'sandbox')
  const listed = mustGive(await listTemplates(core.ctx, viewer))
  expect(listed.find(({ id }) => id === 'big-order')).toMatchObject({
    start: 'Order paid',
    connectors: ['shopify', 'smtp', 'hubspot'],
    connections: [{ connector: 'shopify', chosen: shop }, { chosen: null }, { chosen: null }],
  })
  expect(mustRefuse(await createFromTemplate(core.ctx, owner, { templateId: 'none' })).code).toBe('not_found')
  const { id: flowId } = mustGive(await createFromTemplate(core.ctx, owner, { templateId: 'big-order' }))
  const page = mustGive(await getDocumentation(core.ctx, viewer, { flowId }))
  expect(page).toMatchObject({
    version: null,
    start: 'Order paid',
    connections: [{ steps: ['When an order is paid'] }],
  })
  expect(page.steps.map(({ number, name, next }) => [number, name, next.map((one) => one.number)])).toEqual([
    [1, 'When an order is paid', [2]],
    [2, 'Is it 100 or more?', [3, 4]],
    [3, 'Tell the team', []],
    [4, 'Keep the customer in HubSpot', []],
  ])
  expect(page.steps[3]?.facts).toContainEqual({
    label: expect.stringMatching(/^E-?mail$/),
    words: 'When an order is paid › Email',
  })
})
