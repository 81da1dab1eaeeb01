import { teamOf } from '@patchbay/auth/testing/team-of'
import type { Principal } from '@patchbay/core/principal'
import { openCore, type TestCore } from '@patchbay/core/testing/open-core'
import { mustGive } from '@patchbay/core/testing/result-of'
import { seedRun } from '@patchbay/core/testing/seed-run'
import { createWorkspace } from '@patchbay/core/workspace/create-workspace'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import type { ApiContext } from './context.ts'
import { appRouter } from './router.ts'

const database = useDatabase(testDatabase)
let core: TestCore
let owner: Principal
let viewer: Principal

beforeAll(async () => {
  core = openCore(database.appUrl)
  const { workspaceId, as } = await core.newWorkspace()
  owner = as('owner')
  viewer = as('viewer')
  const sandbox = { setUp: async () => undefined }
  mustGive(await createWorkspace(core.ctx, { id: workspaceId, name: 'Brindle Goods', timeZone: 'UTC', owner }, sandbox))
})
afterAll(() => core.close())

const contextOf = (principal: Principal | null): ApiContext => ({
  core: teamOf(core),
  principal,
  person:
    principal === null
      ? null
      : { id: 'u1', name: 'Tamsin Okoro', email: 'tamsin@brindle.example', emailVerified: true, sessionId: 's1' },
  isSignUpOpen: async () => false,
})
const as = (principal: Principal | null) => appRouter.createCaller(contextOf(principal))

const Failure = z.object({
  error: z.object({
    json: z.object({ message: z.string(), data: z.looseObject({ httpStatus: z.number(), core: z.unknown() }) }),
  }),
})

/** Over HTTP, as the browser sees it. */
async function failureOf(principal: Principal | null, path: string, input: unknown) {
  const response = await fetchRequestHandler({
    endpoint: '/api/trpc',
    req: new Request(`http://127.0.0.1:3000/api/trpc/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ json: input }),
    }),
    router: appRouter,
    createContext: () => contextOf(principal),
  })
  return Failure.parse(await response.json()).error.json
}

test('everything but the status needs somebody who is signed in', async () => {
  expect(await as(null).people.status()).toEqual({ open: false, signedIn: false })
  await expect(as(null).flows.list()).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  expect(await failureOf(null, 'runs.cancel', { id: crypto.randomUUID() })).toMatchObject({
    data: { httpStatus: 401, core: { code: 'unauthenticated' } },
  })
})

test('who is signed in learns who they are and what they may do', async () => {
  expect(await as(viewer).people.me()).toMatchObject({
    user: { email: 'tamsin@brindle.example' },
    workspace: { name: 'Brindle Goods', timeZone: 'UTC', currency: 'EUR' },
    role: 'viewer',
    sandbox: true,
    can: { 'run.read': true, 'run.cancel': false, 'flow.publish': false },
  })
})

test('every page’s question is answered', async () => {
  const caller = as(viewer)
  const [flow] = await caller.flows.list()
  const { runId, stepRunIds, deliveryId } = await seedRun(core.ctx, {
    workspaceId: owner.workspaceId,
    flowId: flow?.id ?? '',
    state: 'succeeded',
    subject: '#1001',
    steps: [{ stepId: 'payment', kind: 'action', state: 'succeeded', tries: [{ outcome: 'succeeded' }] }],
  })
  expect((await caller.flows.get({ id: flow?.id ?? '' })).problems).toEqual([])
  expect((await caller.home.get({ window: '7d' })).finished).toBe(1)
  expect((await caller.runs.list({ states: ['succeeded'], limit: 10 })).items).toMatchObject([{ id: runId }])
  expect((await caller.runs.get({ id: runId })).steps).toHaveLength(1)
  expect(await caller.runs.stepData({ runId, stepRunId: stepRunIds[0] ?? '' })).toEqual({
    input: null,
    output: null,
    stored: { input: null, output: null },
    log: [],
  })
  expect(await caller.runs.log({ runId })).toEqual([])
  expect((await caller.deliveries.list({})).items).toMatchObject([{ id: deliveryId }])
  expect((await caller.deliveries.get({ id: deliveryId })).body).toBe('{"id":1}')
  expect((await caller.connections.list()).length).toBeGreaterThan(5)
  expect((await caller.connectors.list()).length).toBeGreaterThan(5)
  expect(await caller.decisions.list({ state: 'open' })).toEqual([])
  expect(await caller.nav.counts()).toEqual({ problems: 0, decisions: 0, approvals: 0, connections: 0 })
})

test('what brings an event in is taken once under the key of the page, pressed twice or sent again', async () => {
  const caller = as(owner)
  const [flow] = await caller.flows.list()
  const flowId = flow?.id ?? ''
  await caller.flows.setEnabled({ id: flowId, enabled: true })
  const { runId, deliveryId } = await seedRun(core.ctx, { workspaceId: owner.workspaceId, flowId, state: 'failed' })
  const asks = [
    (idempotencyKey: string) => caller.flows.start({ id: flowId, form: { order: 1001 }, idempotencyKey }),
    (idempotencyKey: string) => caller.runs.again({ id: runId, idempotencyKey }),
    (idempotencyKey: string) => caller.deliveries.replay({ id: deliveryId, idempotencyKey }),
  ]
  const count = async () => (await caller.deliveries.list({ flowId })).items.length
  for (const ask of asks) {
    const before = await count()
    const twice = await Promise.all([ask('first'), ask('first')])
    expect(new Set([...twice, await ask('first')].map((accepted) => accepted.deliveryId)).size).toBe(1)
    expect(await count()).toBe(before + 1)
    await ask('second')
    expect(await count()).toBe(before + 2)
  }
})

test('a use case’s error reaches the browser whole, and an exception does not', async () => {
  const [flow] = await as(owner).flows.list()
  const id = flow?.id ?? ''
  expect(await failureOf(viewer, 'flows.setEnabled', { id, enabled: false })).toMatchObject({
    data: { httpStatus: 403, core: { code: 'forbidden', message: expect.stringContaining('As viewer you may not') } },
  })
  const document = { schemaVersion: 1, steps: [], edges: [], notes: [] }
  expect(await failureOf(owner, 'flows.replaceDraft', { id, revision: 99, document })).toMatchObject({
    data: { httpStatus: 409, core: { code: 'conflict', current: { revision: 1 } } },
  })
  expect(await failureOf(owner, 'runs.retry', { id: 'no id' })).toMatchObject({
    data: { core: { code: 'invalid', problems: [{ field: 'id' }] } },
  })
  const nobody: Principal = {
    kind: 'user',
    userId: 'u',
    name: 'Nobody',
    workspaceId: 'postgres://secret',
    role: 'owner',
  }
  const outage = await failureOf(nobody, 'runs.cancel', { id: crypto.randomUUID() })
  expect(outage).toMatchObject({
    message: 'Something broke on our side. Try again.',
    data: { httpStatus: 500, core: null },
  })
  expect(JSON.stringify(outage)).not.toMatch(/postgres|needs the id|stack/)
})
