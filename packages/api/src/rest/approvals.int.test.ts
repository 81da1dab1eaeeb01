import { createApiKey } from '@patchbay/core/api-keys/create-api-key'
import { listAudit } from '@patchbay/core/audit/list-audit'
import type { Scope } from '@patchbay/core/people/permissions'
import type { Principal } from '@patchbay/core/principal'
import { openCore, type TestCore } from '@patchbay/core/testing/open-core'
import { mustGive } from '@patchbay/core/testing/result-of'
import { seedMember, seedWaitingShop, type WaitingShop } from '@patchbay/core/testing/seed-wait'
import { askApproval } from '@patchbay/core/waits/ask-approval'
import { listApprovals } from '@patchbay/core/waits/list-approvals'
import { testDatabase } from '@patchbay/db/testing'
import type { ApprovalStep } from '@patchbay/flow/document'
import { useDatabase } from '@patchbay/local-stack/testing'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { createClient, PatchbayApiError } from '../client.ts'
import { createRestApp } from './app.ts'

const database = useDatabase(testDatabase)
let core: TestCore
let shop: WaitingShop
let owner: Principal

beforeAll(() => {
  core = openCore(database.appUrl)
  const app = createRestApp({
    core: core.ctx,
    onError: (error) => {
      throw error
    },
  })
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => app.fetch(new Request(url, init)))
})
afterAll(async () => {
  vi.unstubAllGlobals()
  await core.close()
})
beforeEach(async () => {
  shop = await seedWaitingShop(core.ctx)
  const { userId } = await seedMember(core.ctx, { workspaceId: shop.workspaceId, name: 'Tamsin', role: 'owner' })
  owner = { kind: 'user', userId, name: 'Tamsin', workspaceId: shop.workspaceId, role: 'owner' }
})

const step: ApprovalStep = {
  id: 'ask',
  kind: 'approval',
  name: 'Ask the desk',
  position: { x: 0, y: 0 },
  question: { kind: 'constant', value: 'Refund?' },
  facts: [],
  approvers: { people: [], role: 'owner' },
  form: [],
  deadlineMs: 3_600_000,
  remindMs: null,
}

async function ask(deadlineMs = 3_600_000): Promise<{ id: string; runId: string }> {
  const target = await shop.begin(await shop.flowWith(step))
  await askApproval(core.ctx.db, target, {
    place: { node: 1, stepId: 'ask', iteration: '' },
    question: 'Refund 2,140.00 SEK to Mika Thorne?',
    facts: [{ label: 'Order', value: '#10391' }],
    form: [{ name: 'amount', label: 'Refund', type: 'number', required: true }],
    approvers: { people: [], role: 'owner' },
    deadlineMs,
    remindMs: null,
  })
  const open = mustGive(await listApprovals(core.ctx, owner, { state: 'open' }))
  const over = mustGive(await listApprovals(core.ctx, owner, { state: 'over' }))
  return { id: [...open, ...over].find(({ runId }) => runId === target.runId)?.id ?? '', runId: target.runId }
}

const clientWith = async (scopes: Scope[], of = owner) =>
  createClient({
    url: 'http://127.0.0.1:3000',
    apiKey: mustGive(await createApiKey(core.ctx, of, { name: 'Back office', scopes })).key,
  })

async function refusal(promise: Promise<unknown>): Promise<PatchbayApiError> {
  const error: unknown = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (error instanceof PatchbayApiError) return error
  throw new Error(`expected a refusal, got ${String(error)}`)
}

test('open questions are listed with their form, answered with it, and then are over', async () => {
  const { id, runId } = await ask()
  const client = await clientWith(['runs:read', 'approvals:write'])
  const [listed] = (await client.approvals.list()).items
  expect(listed).toMatchObject({
    id,
    runId,
    stepName: 'Ask the desk',
    subject: 'Order #10391',
    state: 'open',
    question: 'Refund 2,140.00 SEK to Mika Thorne?',
    facts: [{ label: 'Order', value: '#10391' }],
    form: [{ name: 'amount', type: 'number', required: true }],
    asked: [{ name: 'Tamsin' }],
    mayDecide: true,
  })
  const short = await refusal(client.approvals.decide(id, { verdict: 'approved' }))
  expect([short.status, short.message]).toEqual([422, 'Fill in “Refund” to approve.'])
  core.asked.length = 0
  expect(await client.approvals.decide(id, { verdict: 'approved', answers: { amount: 2140 }, note: 'ok' })).toEqual({
    runId,
  })
  // The engine is told, so that the run goes on at once.
  expect(core.asked.length).toBeGreaterThan(0)
  expect(await client.approvals.get(id)).toMatchObject({
    state: 'decided',
    verdict: 'approved',
    // A key called like a person must not pass for them.
    decidedBy: 'Back office (API key)',
    answers: { amount: 2140 },
    note: 'ok',
    mayDecide: false,
  })
  expect((await client.approvals.list()).items).toEqual([])
  expect((await client.approvals.list('over')).items.map((one) => one.id)).toEqual([id])
  const { items } = mustGive(await listAudit(core.ctx, owner, { actions: ['approval.decide'] }))
  expect(items).toMatchObject([
    { actor: { kind: 'api_key', name: 'Back office' }, detail: { verdict: 'approved', runId, way: 'api' } },
  ])
})

test('of two answers at the same moment one counts, and the other hears who was first', async () => {
  const { id } = await ask()
  const client = await clientWith(['approvals:write'])
  const both = await Promise.allSettled([
    client.approvals.decide(id, { verdict: 'refused' }),
    client.approvals.decide(id, { verdict: 'approved', answers: { amount: 1 } }),
  ])
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  const late = await refusal(client.approvals.decide(id, { verdict: 'refused' }))
  expect([late.status, late.message]).toEqual([409, expect.stringContaining('Back office (API key) has')])
})

test('only a key that a manager gave the scope to may answer, and only in its own workspace', async () => {
  const { id } = await ask()
  const reader = await clientWith(['runs:read', 'runs:write'])
  expect((await reader.approvals.list()).items).toMatchObject([{ id, mayDecide: false }])
  const refused = await refusal(reader.approvals.decide(id, { verdict: 'refused' }))
  expect([refused.status, refused.message]).toEqual([403, expect.stringContaining('approvals:write')])
  const other = await seedWaitingShop(core.ctx)
  const { userId } = await seedMember(core.ctx, { workspaceId: other.workspaceId, name: 'Eve', role: 'owner' })
  const eve: Principal = { kind: 'user', userId, name: 'Eve', workspaceId: other.workspaceId, role: 'owner' }
  const foreign = await clientWith(['runs:read', 'approvals:write'], eve)
  expect((await foreign.approvals.list()).items).toEqual([])
  expect((await refusal(foreign.approvals.get(id))).status).toBe(404)
  expect((await refusal(foreign.approvals.decide(id, { verdict: 'refused' }))).status).toBe(404)
})

test('a key answers only what whoever made it could answer now', async () => {
  const { id } = await ask()
  const { workspaceId } = shop
  const member = async (name: string, role: 'admin' | 'viewer') => {
    const { userId } = await seedMember(core.ctx, { workspaceId, name, role })
    return { kind: 'user', userId, name, workspaceId, role: 'admin' } as const
  }
  // Made while they were admins; one of them has been made a viewer since.
  const [admin, demoted] = [await member('Idris', 'admin'), await member('Wren', 'viewer')]
  const wrens = await clientWith(['runs:read', 'approvals:write'], demoted)
  expect(await wrens.approvals.get(id)).toMatchObject({ mayDecide: false })
  const refused = await refusal(wrens.approvals.decide(id, { verdict: 'refused' }))
  expect([refused.status, refused.message]).toEqual([403, expect.stringContaining('may not answer this themselves')])
  const stranger = { ...admin, userId: crypto.randomUUID() }
  const gone = await clientWith(['runs:read', 'approvals:write'], stranger)
  expect((await refusal(gone.approvals.decide(id, { verdict: 'refused' }))).status).toBe(403)
  const idris = await clientWith(['runs:read', 'approvals:write'], admin)
  expect(await idris.approvals.decide(id, { verdict: 'refused' })).toMatchObject({ runId: expect.any(String) })
})

test('older questions are reached page by page', async () => {
  const asked = [await ask(), await ask(), await ask()].map(({ id }) => id)
  const client = await clientWith(['runs:read'])
  const first = await client.approvals.list('open', { limit: 2 })
  const rest = await client.approvals.list('open', { limit: 2, cursor: first.nextCursor ?? '' })
  expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(asked.toReversed())
  expect(rest.nextCursor).toBeNull()
})

test('after the deadline it is over', async () => {
  const { id } = await ask(1)
  const client = await clientWith(['runs:read', 'approvals:write'])
  await vi.waitFor(async () => expect((await client.approvals.get(id)).state).toBe('expired'), { timeout: 20_000 })
  expect((await refusal(client.approvals.decide(id, { verdict: 'refused' }))).status).toBe(410)
})
