import { createApiKey } from '@patchbay/core/api-keys/create-api-key'
import { SCOPES, type Scope } from '@patchbay/core/people/permissions'
import type { Principal } from '@patchbay/core/principal'
import { openCore, type TestCore } from '@patchbay/core/testing/open-core'
import { mustGive } from '@patchbay/core/testing/result-of'
import { seedRun } from '@patchbay/core/testing/seed-run'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { createClient, PatchbayApiError, type PatchbayClient } from '../client.ts'
import { createRestApp } from './app.ts'
import { ApiError, DeliveryId } from './schemas.ts'

const URL_OF_APP = 'http://127.0.0.1:3000'
const database = useDatabase(testDatabase)
let core: TestCore
let owner: Principal
let app: ReturnType<typeof createRestApp>
let apiKey: string
let client: PatchbayClient
let flowId: string
/** Requests whose answer gets lost on its way: the app has done what they ask for. */
let lost = 0
const sent: (string | null)[] = []
const errors: unknown[] = []

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

beforeAll(async () => {
  core = openCore(database.appUrl)
  owner = (await core.newWorkspace()).as('owner')
  app = createRestApp({ core: core.ctx, onError: (error) => errors.push(error) })
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const request = new Request(url, init)
    sent.push(request.headers.get('idempotency-key'))
    const answer = await app.fetch(request)
    if (lost === 0) return answer
    lost -= 1
    throw new TypeError('terminated')
  })
  apiKey = await newKey(SCOPES)
  client = createClient({ url: URL_OF_APP, apiKey })
  const made = await client.flows.create({ name: 'Back office', document })
  await client.flows.publish(made.id, { revision: made.revision })
  await client.flows.enable(made.id)
  flowId = made.id
})
afterEach(() => {
  sent.splice(0)
  expect(errors.splice(0)).toEqual([])
})
afterAll(async () => {
  vi.unstubAllGlobals()
  await core.close()
})

const newKey = async (scopes: readonly Scope[]) =>
  mustGive(await createApiKey(core.ctx, owner, { name: 'CI', scopes: [...scopes], expiresAt: null })).key

const post = (path: string, key: string | null, given: { body?: unknown; as?: string } = {}) =>
  app.fetch(
    new Request(`${URL_OF_APP}/api/v1${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${given.as ?? apiKey}`,
        ...(key === null ? {} : { 'idempotency-key': key }),
        ...(given.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: given.body === undefined ? null : JSON.stringify(given.body),
    }),
  )

const deliveryIn = async (response: Response) => DeliveryId.parse(await response.json()).deliveryId
const errorIn = async (response: Response) => ApiError.parse(await response.json()).error
const deliveries = async () => (await client.deliveries.list({ flow: flowId })).items.length

async function refusal(promise: Promise<unknown>): Promise<PatchbayApiError> {
  const error: unknown = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (error instanceof PatchbayApiError) return error
  throw new Error(`expected a refusal, got ${String(error)}`)
}

test('each request that brings an event in is taken once under its key, whatever has changed since', async () => {
  const { runId, deliveryId } = await seedRun(core.ctx, { workspaceId: owner.workspaceId, flowId, state: 'failed' })
  const asks = [
    { path: `/flows/${flowId}/runs`, body: { form: { order: 1001, lines: [1, 2] } } },
    { path: `/runs/${runId}/again` },
    { path: `/deliveries/${deliveryId}/replay` },
  ]
  const before = await deliveries()
  const first: string[] = []
  // The same key on another route is another.
  for (const { path, body } of asks) first.push(await deliveryIn(await post(path, 'order-1001', { body })))
  expect(new Set(first).size).toBe(3)
  await client.flows.disable(flowId, 'Strike')
  const again: string[] = []
  for (const { path, body } of asks) again.push(await deliveryIn(await post(path, 'order-1001', { body })))
  expect(again).toEqual(first)
  await client.flows.enable(flowId)
  // Another API key has keys of its own, and without one every request counts.
  const other = await newKey(SCOPES)
  expect(first).not.toContain(
    await deliveryIn(await post(asks[0]?.path ?? '', 'order-1001', { ...asks[0], as: other })),
  )
  for (const _ of [1, 2]) expect((await post(asks[0]?.path ?? '', null, asks[0])).status).toBe(200)
  expect(await deliveries()).toBe(before + 6)
})

test('a key that was used for another request is refused in words, the same in another spelling is not', async () => {
  const path = `/flows/${flowId}/runs`
  const first = await deliveryIn(await post(path, 'refund-7', { body: { form: { order: 7, cents: 500 } } }))
  expect(await deliveryIn(await post(path, 'refund-7', { body: { form: { cents: 500, order: 7 } } }))).toBe(first)
  const refused = await post(path, 'refund-7', { body: { form: { order: 7, cents: 900 } } })
  expect(refused.status).toBe(422)
  expect(await errorIn(refused)).toMatchObject({
    code: 'invalid',
    message: expect.stringContaining('another request'),
    problems: [{ code: 'idempotency_key_reused', field: 'Idempotency-Key' }],
  })
  const [one, two] = await Promise.all([1, 2].map(() => seedRun(core.ctx, { workspaceId: owner.workspaceId, flowId })))
  expect((await post(`/runs/${one?.runId}/again`, 'again-7')).status).toBe(200)
  expect((await post(`/runs/${two?.runId}/again`, 'again-7')).status).toBe(422)
})

test('a key that is empty or longer than 255 characters is a bad request', async () => {
  const path = `/flows/${flowId}/runs`
  const before = await deliveries()
  for (const key of ['', ' ', 'k'.repeat(256)]) {
    const refused = await post(path, key, { body: {} })
    expect([refused.status, await errorIn(refused)]).toMatchObject([
      400,
      { code: 'invalid_header', problems: [{ field: 'Idempotency-Key' }] },
    ])
  }
  expect(await deliveries()).toBe(before)
  expect((await post(path, 'k'.repeat(255), { body: {} })).status).toBe(200)
})

test('our client asks once more where the answer was lost, and says under which key it asked', async () => {
  const { runId, deliveryId } = await seedRun(core.ctx, { workspaceId: owner.workspaceId, flowId, state: 'failed' })
  const calls = [
    () => client.flows.start(flowId, { order: 8 }),
    () => client.runs.again(runId),
    () => client.deliveries.replay(deliveryId),
  ]
  for (const call of calls) {
    const before = await deliveries()
    sent.splice(0)
    lost = 1
    expect(await call()).toEqual({ deliveryId: expect.any(String) })
    expect(sent.slice(0, 2)).toEqual([expect.any(String), sent[0]])
    expect(await deliveries()).toBe(before + 1)
  }
  const before = await deliveries()
  lost = 2
  const error = await refusal(client.flows.start(flowId, { order: 9 }))
  expect(error).toMatchObject({ status: 0, idempotencyKey: expect.any(String) })
  const key = error.idempotencyKey ?? ''
  await client.flows.start(flowId, { order: 9 }, { idempotencyKey: key })
  expect(await deliveries()).toBe(before + 1)
})

test('a request that has no key is sent once', async () => {
  lost = 1
  expect(await refusal(client.flows.list())).toMatchObject({ status: 0, idempotencyKey: null })
  expect(sent).toEqual([null])
})

test('the OpenAPI document tells of the header and how long a key is kept', async () => {
  const Parameters = z.array(z.looseObject({ name: z.string(), in: z.string(), description: z.string().optional() }))
  const Document = z.looseObject({
    paths: z.record(
      z.string(),
      z.looseObject({ post: z.looseObject({ parameters: Parameters.optional() }).optional() }),
    ),
  })
  const described = Document.parse(await (await app.fetch(new Request(`${URL_OF_APP}/api/v1/openapi.json`))).json())
  for (const path of ['/flows/{id}/runs', '/runs/{id}/again', '/deliveries/{id}/replay']) {
    expect(described.paths[`/api/v1${path}`]?.post?.parameters).toContainEqual(
      expect.objectContaining({
        name: 'Idempotency-Key',
        in: 'header',
        description: expect.stringContaining('7 days'),
      }),
    )
  }
})
