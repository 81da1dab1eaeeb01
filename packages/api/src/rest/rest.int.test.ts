import { validate } from '@apidevtools/swagger-parser'
import { createApiKey } from '@patchbay/core/api-keys/create-api-key'
import { revokeApiKey } from '@patchbay/core/api-keys/revoke-api-key'
import { SCOPES, type Scope } from '@patchbay/core/people/permissions'
import type { Principal } from '@patchbay/core/principal'
import { openCore, type TestCore } from '@patchbay/core/testing/open-core'
import { mustGive } from '@patchbay/core/testing/result-of'
import { seedRun } from '@patchbay/core/testing/seed-run'
import { createWorkspace } from '@patchbay/core/workspace/create-workspace'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { createClient, PatchbayApiError, type PatchbayClient } from '../client.ts'
import { createRestApp } from './app.ts'
import { ApiError } from './schemas.ts'

const database = useDatabase(testDatabase)
let core: TestCore
let owner: Principal
let app: ReturnType<typeof createRestApp>
let client: PatchbayClient
const errors: unknown[] = []

beforeAll(async () => {
  core = openCore(database.appUrl)
  const { workspaceId, as } = await core.newWorkspace()
  owner = as('owner')
  const sandbox = { setUp: async () => undefined }
  mustGive(await createWorkspace(core.ctx, { id: workspaceId, name: 'Brindle Goods', timeZone: 'UTC', owner }, sandbox))
  app = createRestApp({ core: core.ctx, onError: (error) => errors.push(error) })
  // The client speaks HTTP; here the app answers it without a socket between.
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => app.fetch(new Request(url, init)))
  client = createClient({ url: 'http://127.0.0.1:3000', apiKey: await newKey(SCOPES) })
})
afterEach(() => expect(errors.splice(0)).toEqual([]))
afterAll(async () => {
  vi.unstubAllGlobals()
  await core.close()
})

const newKey = async (scopes: readonly Scope[], of = owner, expiresAt: Date | null = null) =>
  mustGive(await createApiKey(core.ctx, of, { name: 'CI', scopes: [...scopes], expiresAt })).key

const get = (path: string, apiKey?: string, init: RequestInit = {}) =>
  app.fetch(
    new Request(`http://127.0.0.1:3000/api/v1${path}`, {
      ...init,
      headers: {
        ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
        'content-type': 'application/json',
      },
    }),
  )

const errorIn = async (response: Response) => ApiError.parse(await response.json()).error

const OpenApi = z.looseObject({
  openapi: z.string(),
  paths: z.record(z.string(), z.record(z.string(), z.looseObject({ operationId: z.string(), security: z.unknown() }))),
})

async function refusal(promise: Promise<unknown>): Promise<PatchbayApiError> {
  const error: unknown = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (error instanceof PatchbayApiError) return error
  throw new Error(`expected a refusal, got ${String(error)}`)
}

test('its OpenAPI 3.1 document is valid, needs no key, and names every route', async () => {
  const response = await get('/openapi.json')
  expect(response.status).toBe(200)
  const document = OpenApi.parse(await response.json())
  expect(document.openapi).toBe('3.1.0')
  await validate(z.custom<Parameters<typeof validate>[0]>().parse(structuredClone(document)))
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, path: `${method} ${path}` })),
  )
  expect(operations.length).toBeGreaterThan(25)
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length)
  expect(operations.filter(({ security }) => JSON.stringify(security) !== '[{"apiKey":[]}]')).toEqual([])
  expect(operations.map(({ path }) => path)).toContain('post /api/v1/flows/{id}/publish')
})

test('a key is needed, must be known, in force and not revoked, and opens what its scopes say', async () => {
  expect((await get('/runs')).status).toBe(401)
  const unknown = await get('/runs', `pb_${'A'.repeat(43)}`)
  expect([unknown.status, unknown.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
  expect((await get('/runs', 'pb_short')).status).toBe(401)

  const reader = await newKey(['runs:read'])
  expect((await get('/runs', reader)).status).toBe(200)
  const forbidden = await get('/flows', reader)
  expect(forbidden.status).toBe(403)
  expect(await forbidden.json()).toMatchObject({
    error: { code: 'forbidden', message: expect.stringContaining('flows:read') },
  })

  const { key, id } = mustGive(
    await createApiKey(core.ctx, owner, {
      name: 'Short',
      scopes: ['runs:read'],
      expiresAt: new Date(Date.now() + 60_000),
    }),
  )
  expect((await get('/runs', key)).status).toBe(200)
  const later = createRestApp({
    core: { ...core.ctx, clock: { now: () => new Date(Date.now() + 120_000) } },
    onError: () => undefined,
  })
  const expired = await later.fetch(
    new Request('http://127.0.0.1:3000/api/v1/runs', { headers: { authorization: `Bearer ${key}` } }),
  )
  expect([expired.status, (await errorIn(expired)).message]).toEqual([401, expect.stringContaining('expired on')])
  mustGive(await revokeApiKey(core.ctx, owner, { keyId: id }))
  expect((await errorIn(await get('/runs', key))).message).toBe('The API key "Short" has been revoked.')
})

const at = { x: 0, y: 0 }
const document = {
  schemaVersion: 1,
  steps: [
    { id: 'start', kind: 'trigger', name: 'Start', position: at, trigger: { type: 'api' } },
    { id: 'done', kind: 'stop', name: 'Done', position: at, outcome: 'succeeded' },
  ],
  edges: [{ id: 'e1', from: 'start', port: 'out', to: 'done' }],
  notes: [],
}

test('a flow goes from a document to a run, all by the API', async () => {
  const { id, revision } = await client.flows.create({ name: 'By API', document })
  expect(await client.flows.validate(id)).toEqual({ revision: 1, problems: [] })
  expect((await refusal(client.flows.start(id))).status).toBe(409)
  expect(await client.flows.publish(id, { revision, note: 'first' })).toMatchObject({ number: 1 })
  expect(await client.flows.enable(id)).toEqual({ enabled: true, released: 0 })
  const { deliveryId } = await client.flows.start(id, { order: 1001 })
  expect(await client.deliveries.get(deliveryId)).toMatchObject({
    origin: 'api',
    state: 'accepted',
    body: '{"order":1001}',
  })
  expect((await client.deliveries.list({ flow: id, state: ['accepted', 'dead'] })).items).toMatchObject([
    { id: deliveryId },
  ])
  expect(await client.flows.disable(id, 'Done trying')).toEqual({ enabled: false, released: 0 })
  expect(await client.flows.get(id)).toMatchObject({
    switchReason: 'Done trying',
    switchedBy: 'CI',
    live: { number: 1, publishedBy: 'CI' },
  })
  expect(await client.flows.export(id)).toMatchObject({
    patchbay: 'flow',
    name: 'By API',
    document: { steps: [{ id: 'start' }, { id: 'done' }] },
  })
  expect((await client.flows.list()).items.map(({ name }) => name)).toEqual(['By API', 'Order journey'])
})

test('what does not fit comes back with a path each, and a stale revision with both sides', async () => {
  const broken = await refusal(client.flows.create({ name: 'Broken', document: { ...document, edges: 'none' } }))
  expect(broken).toMatchObject({ status: 422, code: 'invalid' })
  expect(broken.problems).toContainEqual(expect.objectContaining({ field: 'edges', severity: 'error' }))

  const dangling = { ...document, edges: [] }
  const { id } = await client.flows.create({ name: 'Dangling', document: dangling })
  const unpublished = await refusal(client.flows.publish(id, { revision: 1 }))
  expect(unpublished.problems).toContainEqual(expect.objectContaining({ stepId: 'done', severity: 'error' }))

  expect(await client.flows.replaceDraft(id, { revision: 1, document })).toEqual({ revision: 2 })
  const stale = await refusal(client.flows.replaceDraft(id, { revision: 1, document: dangling }))
  expect(stale).toMatchObject({ status: 409, current: { revision: 2, document: { edges: [{ id: 'e1' }] } } })

  const key = await newKey(SCOPES)
  const notJson = await get('/flows', key, { method: 'POST', body: '{"name": "x",' })
  expect([notJson.status, (await errorIn(notJson)).code]).toEqual([400, 'invalid_json'])
  const noName = await get('/flows', key, { method: 'POST', body: '{}' })
  expect([noName.status, (await errorIn(noName)).problems]).toEqual([422, [expect.objectContaining({ field: 'name' })]])
  expect((await get('/runs?limit=1000', key)).status).toBe(422)
  expect((await get('/nothing', key)).status).toBe(404)
})

test('runs are listed, read with their steps, cancelled and retried', async () => {
  const flowId = (await client.flows.list()).items.find(({ name }) => name === 'Order journey')?.id ?? ''
  const { runId, stepRunIds } = await seedRun(core.ctx, {
    workspaceId: owner.workspaceId,
    flowId,
    state: 'failed',
    subject: '#1001',
    searchText: '#1001',
    steps: [
      {
        stepId: 'payment',
        kind: 'action',
        effect: 'read',
        state: 'failed',
        input: { paymentIntent: 'pi_1' },
        tries: [{ outcome: 'failed' }],
      },
    ],
  })
  expect(
    (await client.runs.list({ state: 'failed', text: '#1001', from: new Date(Date.now() - 60_000).toISOString() }))
      .items,
  ).toMatchObject([{ id: runId, flow: { name: 'Order journey' }, environment: 'sandbox' }])
  expect(await client.runs.get(runId)).toMatchObject({
    steps: [{ stepId: 'payment', attempts: [{ outcome: 'failed' }] }],
  })
  expect(await client.runs.step(runId, stepRunIds[0] ?? '')).toMatchObject({
    input: { paymentIntent: 'pi_1' },
    log: [],
  })
  expect(await client.runs.retry(runId)).toEqual({ ok: true })
  expect(await client.runs.cancel(runId)).toEqual({ ok: true })
  expect((await refusal(client.runs.cancel(runId))).status).toBe(409)
  expect(await client.runs.again(runId)).toMatchObject({ deliveryId: expect.any(String) })
})

test('what no database keeps, and a cursor that nobody was given, are no outage', async () => {
  const key = await newKey(['runs:read', 'deliveries:read'])
  const cursor = Buffer.from(JSON.stringify(['----------', owner.workspaceId])).toString('base64url')
  for (const query of ['text=%00', `cursor=${cursor}`]) {
    for (const path of ['/runs', '/deliveries']) expect((await get(`${path}?${query}`, key)).status).toBe(200)
  }
})

test('a run is cancelled with or without undoing what it did, as the caller says', async () => {
  const flowId = (await client.flows.list()).items.find(({ name }) => name === 'Order journey')?.id ?? ''
  const begin = async () =>
    (await seedRun(core.ctx, { workspaceId: owner.workspaceId, flowId, state: 'running' })).runId
  const [undone, left] = [await begin(), await begin()]
  expect(await client.runs.cancel(undone, { undo: true })).toEqual({ ok: true })
  expect(await client.runs.cancel(left)).toEqual({ ok: true })
  // Asked for once more it is the same; had it not been heard the first time, it would be refused now.
  expect(await client.runs.cancel(undone, { undo: true })).toEqual({ ok: true })
  const late = await refusal(client.runs.cancel(left, { undo: true }))
  expect([late.status, late.message]).toEqual([409, expect.stringContaining('without undoing')])
  const key = await newKey(['runs:write'])
  const wrong = await get(`/runs/${left}/cancel`, key, { method: 'POST', body: '{"undo":"yes"}' })
  expect([wrong.status, (await errorIn(wrong)).problems?.[0]?.field]).toEqual([422, 'undo'])
})

test('a body that may be left out may be empty, whatever type a client says it is of; another type is refused in words', async () => {
  const flowId = (await client.flows.list()).items.find(({ name }) => name === 'Order journey')?.id ?? ''
  const key = await newKey(['runs:write'])
  const cancel = async (type: string | null, body: RequestInit['body'] = null) => {
    const { runId } = await seedRun(core.ctx, { workspaceId: owner.workspaceId, flowId, state: 'running' })
    const headers = { authorization: `Bearer ${key}`, ...(type === null ? {} : { 'content-type': type }) }
    const url = `http://127.0.0.1:3000/api/v1/runs/${runId}/cancel`
    return app.fetch(new Request(url, { method: 'POST', headers, body }))
  }
  const form = 'application/x-www-form-urlencoded'
  const empty = [cancel(null), cancel('application/json'), cancel('application/json', ''), cancel(form, '')]
  expect((await Promise.all(empty)).map(({ status }) => status)).toEqual([200, 200, 200, 200])

  const untyped = new TextEncoder().encode('{"undo":true}')
  for (const refused of await Promise.all([cancel(form, 'undo=true'), cancel(null, untyped)])) {
    expect([refused.status, (await errorIn(refused)).code]).toEqual([415, 'unsupported_media_type'])
  }
  const notJson = await cancel('application/json', '{')
  expect([notJson.status, (await errorIn(notJson)).code]).toEqual([400, 'invalid_json'])
  // What is misspelled must not be taken for a cancel without undo: that cannot be corrected afterwards.
  expect((await cancel('application/json', '{"Undo":true}')).status).toBe(422)
})

test('connections are made, tested and listed without their secrets', async () => {
  const values = { apiKey: 'sk_live_0123456789abcdef' }
  const { id } = await client.connections.create({ connector: 'stripe', name: 'Stripe', environment: 'live', values })
  expect(await client.connections.test(id)).toEqual({ ok: true, account: 'Brindle Goods' })
  const { items } = await client.connections.list()
  expect(items.find((one) => one.id === id)).toMatchObject({ state: 'working', hint: 'cdef' })
  expect(JSON.stringify(items)).not.toContain('sk_live')
  expect(
    (await refusal(client.connections.create({ connector: 'stripe', name: 'Stripe', environment: 'live', values: {} })))
      .problems,
  ).toMatchObject([{ field: 'values.apiKey' }])
  expect((await client.connectors.list()).items.map(({ id: connector }) => connector)).toContain('shopify')
})

test('another workspace is not there at all', async () => {
  const flowId = (await client.flows.list()).items[0]?.id ?? ''
  const { runId, deliveryId } = await seedRun(core.ctx, { workspaceId: owner.workspaceId, flowId, state: 'failed' })
  const connectionId = (await client.connections.list()).items[0]?.id ?? ''
  const stranger = (await core.newWorkspace()).as('owner')
  const foreign = createClient({ url: 'http://127.0.0.1:3000', apiKey: await newKey(SCOPES, stranger) })
  const attempts = [
    foreign.flows.get(flowId),
    foreign.flows.replaceDraft(flowId, { revision: 1, document }),
    foreign.flows.publish(flowId, { revision: 1 }),
    foreign.flows.enable(flowId),
    foreign.flows.start(flowId),
    foreign.flows.export(flowId),
    foreign.runs.get(runId),
    foreign.runs.cancel(runId),
    foreign.runs.retry(runId),
    foreign.runs.again(runId),
    foreign.deliveries.get(deliveryId),
    foreign.deliveries.replay(deliveryId),
    foreign.connections.test(connectionId),
    foreign.connections.revoke(connectionId),
  ]
  const statuses = (await Promise.all(attempts.map(refusal))).map(({ status }) => status)
  expect(statuses).toEqual(attempts.map(() => 404))
  expect((await foreign.runs.list()).items).toEqual([])
})
