import { randomUUID } from 'node:crypto'
import { loadConnector } from '@patchbay/connector-catalog'
import type { CoreContext } from '@patchbay/core/context'
import { createFlow } from '@patchbay/core/flows/create-flow'
import { replaceDraft } from '@patchbay/core/flows/replace-draft'
import { getOptions } from '@patchbay/core/lookups/get-options'
import type { Principal, Role } from '@patchbay/core/principal'
import { keepSample } from '@patchbay/core/samples/keep-sample'
import { listSamples } from '@patchbay/core/samples/list-samples'
import { openCore, type TestCore } from '@patchbay/core/testing/open-core'
import { mustGive, mustRefuse } from '@patchbay/core/testing/result-of'
import { getTestRun } from '@patchbay/core/tests/get-test-run'
import { listTests } from '@patchbay/core/tests/list-tests'
import { previewTest } from '@patchbay/core/tests/preview-test'
import { startTest, testStep } from '@patchbay/core/tests/start-test'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { auditEntry, connection } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { ActionStep, FlowDocument, Step } from '@patchbay/flow/document'
import type { Json } from '@patchbay/flow/json'
import type { Mapping } from '@patchbay/flow/mapping'
import { stepFingerprint } from '@patchbay/flow/step-fingerprint'
import { useDatabase, useTemporal } from '@patchbay/local-stack/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEnginePort } from './client.ts'
import { collecting, everyKind } from './testing/every-kind.ts'
import { type Shop, startShop } from './testing/shop.ts'
import { openWorld, type World } from './testing/world.ts'

const database = useDatabase(testDatabase)
const temporal = useTemporal()
let world: World
let core: TestCore
let ctx: CoreContext
let shop: Shop
let editor: Principal
const accounts = { sandbox: newId(), live: newId(), shop: newId() }

beforeAll(async () => {
  world = await openWorld(
    { appUrl: database.appUrl, address: temporal.address, namespace: temporal.namespace },
    {
      loadConnector,
      readSecret: async () => ({ values: { apiKey: 'made-up-key-0001', headerValue: 'made-up-0002' }, hosts: [] }),
    },
  )
  shop = await startShop()
  core = openCore(database.appUrl)
  ctx = { ...core.ctx, engine: createEnginePort(world.client, () => undefined) }
  const { workspaceId } = world
  editor = member('editor')
  const account = { workspaceId, secretId: newId(), state: 'working' as const }
  await inWorkspace(world.db, workspaceId, (tx) =>
    tx.insert(connection).values([
      {
        ...account,
        id: accounts.sandbox,
        connector: 'http',
        name: 'Pretend API',
        environment: 'sandbox',
        origin: world.vendor.origin,
        settings: { host: 'api.example.com' },
      },
      {
        ...account,
        id: accounts.live,
        connector: 'http',
        name: 'Real API',
        environment: 'live',
        origin: null,
        settings: { host: '127.0.0.1' },
      },
      {
        ...account,
        id: accounts.shop,
        connector: 'shopify',
        name: 'Pretend shop',
        environment: 'sandbox',
        origin: shop.origin,
        settings: { shop: 'brindle' },
      },
    ]),
  )
}, 60_000)
afterAll(async () => {
  await core?.close()
  await world?.close()
  await shop?.close()
})

test('a drop-down is filled by its vendor, kept for a minute, and trouble comes back in words', async () => {
  const ask = {
    connector: 'shopify',
    connectionId: accounts.shop,
    lookup: 'location',
    params: {},
    search: '',
    cursor: null,
  }
  const first = mustGive(await getOptions(ctx, editor, ask))
  expect(first).toEqual({
    ok: true,
    nextCursor: null,
    options: [{ value: 'gid://shopify/Location/1', label: 'Main warehouse' }],
  })
  expect(mustGive(await getOptions(ctx, editor, ask))).toEqual(first)
  expect(shop.requests()).toBe(1)
  shop.refuse()
  const refused = mustGive(await getOptions(ctx, editor, { ...ask, cursor: 'next' }))
  expect(refused).toMatchObject({ ok: false, message: expect.stringContaining('Shopify refused the key') })
  const stranger: Principal = { ...editor, workspaceId: randomUUID() }
  expect(mustRefuse(await getOptions(ctx, stranger, ask)).code).toBe('not_found')
})

test('a step is tried once on the sandbox, its result stays, and a change makes it untested again', async () => {
  const send = write('send', { path: '/orders', body: { kind: 'reference', ref: { from: 'start', path: [] } } })
  const flow = await draft(withSteps([send]))
  const asTested = stepFingerprint(send)
  const item: Json = { name: '#1001', total: 150 }
  const before = world.vendor.requests.length
  const request = stepRequest(flow, 'send', item)
  const preview = mustGive(await previewTest(ctx, editor, request))
  expect(preview).toMatchObject({
    connection: { name: 'Pretend API', environment: 'sandbox' },
    input: { method: 'POST', url: '/orders', body: item },
    live: null,
  })
  expect(world.vendor.requests.length).toBe(before)
  const result = mustGive(await testStep(ctx, editor, { ...request, confirmLive: null }))
  expect(result).toMatchObject({
    state: 'succeeded',
    environment: 'sandbox',
    connection: 'Pretend API',
    input: { body: item },
    output: { status: 200 },
    fingerprint: asTested,
  })
  expect(world.vendor.requests.length).toBe(before + 1)
  expect(JSON.stringify(result)).not.toContain('made-up-0002')
  expect(mustGive(await listTests(ctx, editor, { flowId: flow.id }))).toMatchObject([
    { stepId: 'send', ok: true, fingerprint: asTested },
  ])
  const samples = mustGive(await listSamples(ctx, editor, { flowId: flow.id }))
  expect(samples.samples[0]).toMatchObject({ kind: 'example', outputs: { send: { status: 200 } } })
  const changed = withSteps([write('send', { path: '/elsewhere', body: constant(1) })])
  mustGive(await replaceDraft(ctx, editor, { flowId: flow.id, revision: flow.revision, document: changed }))
  expect(changed.steps.map(stepFingerprint)).not.toContain(asTested)
  expect(mustGive(await listTests(ctx, editor, { flowId: flow.id }))).toMatchObject([{ fingerprint: asTested }])
  expect(mustRefuse(await testStep(ctx, editor, { ...request, confirmLive: null })).code).toBe('conflict')
})

test('a write to a live account is refused until what it would do is confirmed, and then audited', async () => {
  const step = { ...write('send', { path: '/orders', body: constant({ a: 1 }) }), connectionId: accounts.live }
  const flow = await draft(withSteps([step]))
  // Its sandbox twin is taken unless the person chooses the live account.
  const request = { ...stepRequest(flow, 'send', {}), connectionId: accounts.live }
  const onSandbox = mustGive(await previewTest(ctx, editor, { ...request, connectionId: null }))
  expect(onSandbox).toMatchObject({ connection: { environment: 'sandbox' }, live: null })
  const { live } = mustGive(await previewTest(ctx, editor, request))
  expect(live?.lines.join(' ')).toContain('Real API')
  const refused = mustRefuse(await testStep(ctx, editor, { ...request, confirmLive: 'yes' }))
  expect(refused).toMatchObject({ code: 'conflict', current: { live: { acknowledgement: live?.acknowledgement } } })
  expect(mustGive(await listTests(ctx, editor, { flowId: flow.id }))).toEqual([])
  // The guard of outgoing calls refuses a live call to this machine, which is as far as this test can go.
  const confirmed = mustGive(await testStep(ctx, editor, { ...request, confirmLive: live?.acknowledgement ?? null }))
  expect(confirmed).toMatchObject({ state: 'failed', environment: 'live', connection: 'Real API' })
  const entries = await inWorkspace(ctx.db, editor.workspaceId, (tx) =>
    tx.select().from(auditEntry).where(eq(auditEntry.action, 'flow.test_live')),
  )
  expect(entries).toHaveLength(1)
  const viewer = member('viewer')
  expect(mustRefuse(await testStep(ctx, viewer, { ...request, confirmLive: null })).code).toBe('forbidden')
})

test('a test to a step goes the way its sample takes, and says so when that is another', async () => {
  const flow = await draft(branching)
  const taken = await finish(flow, 'big', { total: 150 })
  expect(taken).toMatchObject({ state: 'succeeded', failedStepId: null })
  expect(taken.steps.map(({ stepId, state, port }) => [stepId, state, port])).toEqual([
    ['pause', 'succeeded', 'out'],
    ['isBig', 'succeeded', 'yes'],
    ['big', 'succeeded', 'out'],
  ])
  const other = await finish(flow, 'big', { total: 20 })
  expect(other).toMatchObject({ state: 'failed', reason: expect.stringContaining('does not get to “big”') })
  expect(other.steps.find(({ stepId }) => stepId === 'big')).toMatchObject({ state: 'skipped' })
  const whole = await finish(flow, null, { total: 20 })
  expect(whole).toMatchObject({ kind: 'flow', state: 'succeeded' })
  expect(whole.steps.filter(({ state }) => state === 'skipped').map(({ stepId }) => stepId)).toEqual(['big'])
})

test('a test waits for nobody and undoes nothing; loops, repeats and scopes are walked', async () => {
  const flow = await draft(everyKind(start, write))
  const before = world.vendor.requests.length
  const tried = await finish(flow, null, { lines: ['a', 'b'] })
  expect(tried).toMatchObject({ state: 'succeeded' })
  expect(world.vendor.requests.slice(before).map(({ path }) => path)).toEqual(['/label'])
  const of = (id: string) => tried.steps.find(({ stepId }) => stepId === id)
  expect(of('ask')).toMatchObject({
    state: 'succeeded',
    port: 'approved',
    notes: [expect.stringContaining('would ask')],
  })
  expect(of('tell')).toMatchObject({ state: 'succeeded', output: { count: 2, why: 'mapping_missing', last: 'again' } })
  expect(of('breaks')).toMatchObject({ state: 'failed' })
  expect(of('voidLabel')).toMatchObject({ state: 'succeeded', notes: [expect.stringContaining('would undo')] })
})

test('a loop in a test collects what the last pass of a repeat inside gave, once for each item', async () => {
  const flow = await draft(collecting(start))
  const tried = await finish(flow, null, { lines: ['a', 'b'] })
  expect(tried).toMatchObject({ state: 'succeeded' })
  const line = (index: number, sku: string) => ({ index, ok: true, output: { sku }, error: null })
  expect(tried.steps.find(({ stepId }) => stepId === 'tell')).toMatchObject({
    output: { results: [line(0, 'a'), line(1, 'b')], succeeded: 2 },
  })
})

test('a kept sample has what it was taken from, and a failing mapping says what is missing', async () => {
  const flow = await draft(
    withSteps([
      write('send', {
        path: '/orders',
        body: { kind: 'reference', ref: { from: 'start', path: ['phone'] }, ifMissing: { kind: 'error' } },
      }),
    ]),
  )
  const kept = mustGive(
    await keepSample(ctx, editor, { flowId: flow.id, name: 'No phone', from: { item: { total: 1 }, label: 'x' } }),
  )
  const list = mustGive(await listSamples(ctx, editor, { flowId: flow.id }))
  expect(list.samples.map(({ id, label, pinned }) => [id, label, pinned])).toEqual([[kept.id, 'No phone', true]])
  const request = { ...stepRequest(flow, 'send', null), sample: { sampleId: kept.id }, confirmLive: null }
  expect(mustGive(await testStep(ctx, editor, request))).toMatchObject({
    state: 'failed',
    error: { code: 'mapping_missing', message: expect.stringContaining('phone') },
    sampleLabel: 'No phone',
  })
})

const place = { x: 0, y: 0 }

const member = (role: Role): Principal => ({
  kind: 'user',
  userId: randomUUID(),
  name: 'Tamsin',
  workspaceId: world.workspaceId,
  role,
})

const constant = (value: Json): Mapping => ({ kind: 'constant', value })

const write = (id: string, of: { path: string; body: Mapping }): ActionStep => ({
  id,
  kind: 'action',
  name: id,
  position: { x: 0, y: 0 },
  connector: 'http',
  action: 'write',
  connectionId: accounts.sandbox,
  input: { method: constant('POST'), url: constant(of.path), body: of.body },
})

const start: Step = { id: 'start', kind: 'trigger', name: 'Start', position: { x: 0, y: 0 }, trigger: { type: 'api' } }

function withSteps(steps: Step[]): FlowDocument {
  const all = [start, ...steps]
  const edges = steps.map((step, index) => ({ id: `e${index}`, from: all[index]?.id ?? '', port: 'out', to: step.id }))
  return { schemaVersion: 1, steps: all, edges, notes: [] }
}

const branching: FlowDocument = {
  schemaVersion: 1,
  notes: [],
  steps: [
    start,
    { id: 'pause', kind: 'wait', name: 'Pause', position: place, wait: { kind: 'duration', ms: constant(3_600_000) } },
    {
      id: 'isBig',
      kind: 'branch',
      name: 'Is it big?',
      position: place,
      otherwiseLabel: 'No',
      cases: [
        {
          id: 'yes',
          label: 'Yes',
          condition: {
            kind: 'compare',
            left: { kind: 'reference', ref: { from: 'start', path: ['total'] } },
            operator: 'greater',
            right: constant(100),
          },
        },
      ],
    },
    write('big', { path: '/big', body: constant(1) }),
    write('small', { path: '/small', body: constant(2) }),
  ],
  edges: [
    { id: 'a', from: 'start', port: 'out', to: 'pause' },
    { id: 'b', from: 'pause', port: 'out', to: 'isBig' },
    { id: 'c', from: 'isBig', port: 'yes', to: 'big' },
    { id: 'd', from: 'isBig', port: 'otherwise', to: 'small' },
  ],
}

type Drawn = { id: string; revision: number }

const draft = async (document: FlowDocument): Promise<Drawn> =>
  mustGive(await createFlow(ctx, editor, { name: `Flow ${randomUUID().slice(0, 8)}`, document }))

const stepRequest = (flow: Drawn, stepId: string, item: Json) => ({
  flowId: flow.id,
  revision: flow.revision,
  scope: 'step' as const,
  stepId,
  sample: { item, label: 'Order #1001' },
  connectionId: null,
  input: null,
})

async function finish(flow: Drawn, stepId: string | null, item: Json) {
  const scope = stepId === null ? ('flow' as const) : ('here' as const)
  const request = { ...stepRequest(flow, '', item), stepId, scope, confirmLive: null }
  const { testRunId } = mustGive(await startTest(ctx, editor, request))
  await world.client.workflow.getHandle(`test/${testRunId}`).result()
  return mustGive(await getTestRun(ctx, editor, { testRunId }))
}
