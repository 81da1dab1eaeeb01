import { createHmac, randomBytes } from 'node:crypto'
import { manifests } from '@patchbay/connector-catalog/manifest'
import { expandDelivery } from '@patchbay/core/inbox/expand-delivery'
import { answerStatement } from '@patchbay/core/runs/record-answer'
import { closeDatabase, type Database, openDatabase } from '@patchbay/db/database'
import { leaseDeliveries } from '@patchbay/db/functions'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { connection, delivery, flow, flowTrigger, flowVersion, plan, run, source, workspace } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { createLogger } from '@patchbay/observability/logger'
import { createVault } from '@patchbay/vault/vault'
import { and, eq } from 'drizzle-orm'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AnswerBoard, createAnswerBoard } from './answer-board.ts'
import { createServer } from './server.ts'

const database = useDatabase(testDatabase)
const workspaceId = newId()
const secret = 'a-signing-secret'
/** How long a caller waits for its flow. */
const DEADLINE_MS = 25_000
/** Sooner than by that deadline. */
const SOON_MS = 20_000
let db: Database
let app: FastifyInstance
let answers: AnswerBoard
let woken = 0
const failures: unknown[] = []

beforeAll(async () => {
  db = openDatabase(database.appUrl)
  answers = createAnswerBoard(db, (error) => failures.push(error))
  const vault = createVault({ db, secretKey: randomBytes(32).toString('base64') })
  app = createServer({
    receiver: { db, manifests, readSigningSecrets: vault.readSigningSecrets, now: Date.now },
    answers,
    logger: createLogger('ingress-test', { level: 'silent' }),
    wakeWorker: () => {
      woken++
    },
    limits: { closeMs: 200 },
  })
  await inWorkspace(db, workspaceId, (tx) => tx.insert(workspace).values({ id: workspaceId, name: 'Shop' }))
  const { secretId } = await vault.store({ workspaceId, values: { webhookSecret: secret }, hosts: [] })
  await layOut(secretId)
})
afterAll(async () => {
  await app.close()
  await closeDatabase(db)
})

const ids = {
  shopSource: newId(),
  hookSource: newId(),
  wordSource: newId(),
  shopTrigger: newId(),
  hookTrigger: newId(),
}

async function layOut(secretId: string): Promise<void> {
  const document = { schemaVersion: 1 as const, steps: [], edges: [], notes: [] }
  const empty = { planVersion: 1, engineVersion: 1, expressionVersion: 1, control: [], work: [] } as const
  await inWorkspace(db, workspaceId, async (tx) => {
    const connectionId = newId()
    await tx
      .insert(connection)
      .values({ id: connectionId, workspaceId, connector: 'shopify', name: 'Shop', environment: 'live', secretId })
    await tx.insert(plan).values({ workspaceId, hash: 'h', body: { ...empty, control: [], work: [] } })
    const deployed = [
      {
        id: ids.shopTrigger,
        sourceId: ids.shopSource,
        topics: ['orders/create'],
        config: { type: 'event' as const, connector: 'shopify', event: 'orderCreated', connectionId, params: {} },
      },
      {
        id: ids.hookTrigger,
        sourceId: ids.hookSource,
        topics: [],
        config: {
          type: 'webhook' as const,
          auth: { kind: 'none' as const },
          answer: { kind: 'flow' as const, deadlineMs: DEADLINE_MS },
        },
      },
    ]
    await tx.insert(source).values([
      {
        id: ids.shopSource,
        workspaceId,
        address: 'shop-address',
        kind: 'vendor',
        connector: 'shopify',
        connectionId,
        secretId,
      },
      { id: ids.hookSource, workspaceId, address: 'hook-address', kind: 'webhook', auth: { kind: 'none' } },
      {
        id: ids.wordSource,
        workspaceId,
        address: 'word-address',
        kind: 'webhook',
        auth: { kind: 'header', header: 'X-Shop-Word' },
        secretId,
      },
    ])
    for (const trigger of deployed) {
      const flowId = newId()
      const versionId = newId()
      await tx.insert(flow).values({ id: flowId, workspaceId, name: 'Flow', draft: document, enabled: true })
      await tx
        .insert(flowVersion)
        .values({ id: versionId, workspaceId, flowId, number: 1, document, planHash: 'h', publishedBy: 'test' })
      await tx.insert(flowTrigger).values({ ...trigger, workspaceId, flowId, versionId, stepId: 'start', active: true })
    }
  })
}

const sign = (body: string) => createHmac('sha256', secret).update(body).digest('base64')
const post = (address: string, body: string, headers: Record<string, string> = {}) =>
  app.inject({
    method: 'POST',
    url: `/hooks/${address}`,
    headers: { 'content-type': 'application/json', ...headers },
    payload: body,
  })
const statusAt = (address: string, id: string) => app.inject({ method: 'GET', url: `/hooks/${address}/answers/${id}` })
const shopEvent = (body: string, id: string, topic = 'orders/create') =>
  post('shop-address', body, {
    'x-shopify-hmac-sha256': sign(body),
    'x-shopify-topic': topic,
    'x-shopify-webhook-id': id,
  })
const deliveries = () =>
  inWorkspace(db, workspaceId, (tx) => tx.select().from(delivery).orderBy(delivery.receivedAt, delivery.id))
const latest = async () => (await deliveries()).at(-1)

describe('an event at a source', () => {
  test('is accepted once: the same delivery id again is recorded as a suppressed double', async () => {
    const before = woken
    const first = await shopEvent('{"id":1}', 'wh-1')
    expect(first.statusCode).toBe(202)
    expect(woken).toBe(before + 1)
    const again = await shopEvent('{"id":1}', 'wh-1')
    expect(again.statusCode).toBe(202)
    expect(woken).toBe(before + 1)
    expect(await latest()).toMatchObject({ state: 'duplicate', duplicateOf: first.json().deliveries[0].id })
  })

  test('is accepted once when the same delivery comes many times at the same moment', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => shopEvent('{"id":2}', 'wh-2')))
    const states = all.map((answer) => answer.json().deliveries[0].state)
    expect(states.filter((state) => state === 'accepted')).toHaveLength(1)
    expect(states.filter((state) => state === 'duplicate')).toHaveLength(19)
  })

  test('with equal bodies and different delivery ids are two events', async () => {
    const states = [await shopEvent('{"id":3}', 'wh-3'), await shopEvent('{"id":3}', 'wh-4')].map(
      (answer) => answer.json().deliveries[0].state,
    )
    expect(states).toEqual(['accepted', 'accepted'])
  })

  test('with a wrong signature gets 401 and is recorded without its body, its signature or any secret', async () => {
    const answer = await post('shop-address', '{"id":4}', {
      'x-shopify-hmac-sha256': sign('other'),
      authorization: 'Bearer leak',
      cookie: 'leak',
    })
    expect(answer.statusCode).toBe(401)
    const recorded = await latest()
    expect(recorded).toMatchObject({ state: 'refused', reasonCode: 'wrong_signature', payloadId: null })
    expect(JSON.stringify(recorded)).not.toMatch(/leak|hmac/)
  })

  test('of broken JSON gets 400 with the place', async () => {
    const body = '{\n  "id": 1,\n  oops\n}'
    const answer = await shopEvent(body, 'wh-5')
    expect(answer.statusCode).toBe(400)
    expect(answer.json().message).toContain('line 3, column 3')
  })

  test('over the limit gets 413, at an unknown address 404', async () => {
    expect((await shopEvent(`"${'x'.repeat(1_100_000)}"`, 'wh-6')).statusCode).toBe(413)
    expect((await post('no-such-address', '{}')).statusCode).toBe(404)
  })

  test('that no flow listens to is a 2xx and told as ignored', async () => {
    const answer = await shopEvent('{}', 'wh-7', 'shop/update')
    expect(answer.statusCode).toBe(202)
    expect(await latest()).toMatchObject({ state: 'ignored', reasonCode: 'no_trigger' })
  })

  test('for a flow that is off is a 2xx, refused with the reason, and holds no key', async () => {
    const active = (value: boolean) =>
      inWorkspace(db, workspaceId, (tx) =>
        tx.update(flowTrigger).set({ active: value }).where(eq(flowTrigger.id, ids.shopTrigger)),
      )
    await active(false)
    const refused = await shopEvent('{"id":8}', 'wh-8')
    expect(refused.statusCode).toBe(202)
    expect(await latest()).toMatchObject({ state: 'refused', reasonCode: 'flow_off' })
    await active(true)
    expect((await shopEvent('{"id":8}', 'wh-8')).json().deliveries[0].state).toBe('accepted')
  })
})

describe('a webhook whose callers prove themselves by a header', () => {
  test('records calls without what they said there, taken and refused alike', async () => {
    const call = (body: string, word: string) =>
      post('word-address', body, { 'x-shop-word': word, 'x-password': word, 'x-shipping-zone': 'north' })
    for (const [body, word, statusCode] of [
      ['{}', secret, 202],
      ['{}', `${secret}?`, 401],
      ['{', secret, 400],
    ] as const) {
      expect((await call(body, word)).statusCode).toBe(statusCode)
      const recorded = await latest()
      expect(recorded?.sourceId).toBe(ids.wordSource)
      expect(recorded?.headers).toMatchObject({ 'x-shipping-zone': 'north' })
      expect(JSON.stringify(recorded?.headers)).not.toContain(secret)
    }
  })
})

describe('a webhook that its flow answers', () => {
  test('waits for the answer, and the same delivery again gets the stored one', async () => {
    const waiting = post('hook-address', '{"ask":1}', { 'webhook-id': 'call-1' })
    const { leaseId, id } = await leaseNewest('call-1')
    const expansion = await expandDelivery(db, { id, workspaceId, leaseId }, async ({ body }) => ({
      ok: true,
      items: [{ output: JSON.parse(body.toString()), key: null, subject: null, occurredAt: null }],
    }))
    expect(expansion).toMatchObject({ outcome: 'expanded', runs: 1 })
    const [made] = await inWorkspace(db, workspaceId, (tx) => tx.select().from(run).where(eq(run.deliveryId, id)))
    const target = { workspaceId, runId: made?.id ?? '', epoch: 1 }
    await inWorkspace(db, workspaceId, (tx) =>
      tx.execute(answerStatement(target, { deliveryId: id, status: 201, body: { said: 'yes' } })),
    )
    answers.tell(id)
    const answer = await waiting
    expect([answer.statusCode, answer.json()]).toEqual([201, { said: 'yes' }])
    const again = await post('hook-address', '{"ask":1}', { 'webhook-id': 'call-1' })
    expect([again.statusCode, again.json()]).toEqual([201, { said: 'yes' }])
    expect((await statusAt('hook-address', id)).json()).toEqual({ said: 'yes' })
  })

  test('is told what was answered at its own address only, and at the one that has taken its place', async () => {
    const [first] = await inWorkspace(db, workspaceId, (tx) =>
      tx
        .select()
        .from(delivery)
        .where(and(eq(delivery.vendorId, 'call-1'), eq(delivery.state, 'expanded'))),
    )
    const id = first?.id ?? ''
    for (const address of ['word-address', 'shop-address']) {
      expect((await statusAt(address, id)).json()).toMatchObject({ state: 'unanswered' })
    }
    // The trigger was drawn anew and has another address; who repeats a call there is sent on to what it was answered before.
    const listenAt = (sourceId: string) =>
      inWorkspace(db, workspaceId, (tx) =>
        tx.update(flowTrigger).set({ sourceId }).where(eq(flowTrigger.id, ids.hookTrigger)),
      )
    await listenAt(ids.wordSource)
    const told = await Promise.all(['word-address', 'hook-address'].map((address) => statusAt(address, id)))
    await listenAt(ids.hookSource)
    expect(told.map((answer) => answer.json())).toEqual([{ said: 'yes' }, { said: 'yes' }])
  })
})

describe('a webhook whose flow cannot answer now', () => {
  const pause = (paused: boolean) =>
    inWorkspace(db, workspaceId, (tx) =>
      tx.update(flowTrigger).set({ active: !paused, holds: paused }).where(eq(flowTrigger.id, ids.hookTrigger)),
    )

  test('hears so at once while the flow is paused, and may ask again where it is told', async () => {
    await pause(true)
    const startedMs = performance.now()
    const held = await post('hook-address', '{"ask":2}', { 'webhook-id': 'call-2' })
    expect(performance.now() - startedMs).toBeLessThan(SOON_MS)
    await pause(false)
    const { status, message } = held.json()
    expect([held.statusCode, message]).toEqual([202, expect.stringContaining('The flow is paused')])
    const asked = await app.inject({ method: 'GET', url: status })
    expect([asked.statusCode, asked.json().state]).toEqual([202, 'unanswered'])
  })

  test('hears so as soon as its run has ended without an answer', async () => {
    const startedMs = performance.now()
    const waiting = post('hook-address', '{"ask":3}', { 'webhook-id': 'call-3' })
    const { leaseId, id } = await leaseNewest('call-3')
    await expandDelivery(db, { id, workspaceId, leaseId }, async () => ({
      ok: true,
      items: [{ output: {}, key: null, subject: null, occurredAt: null }],
    }))
    await inWorkspace(db, workspaceId, (tx) =>
      tx.update(run).set({ state: 'failed', finishedAt: new Date() }).where(eq(run.deliveryId, id)),
    )
    answers.tell(id)
    const answer = await waiting
    expect([answer.statusCode, answer.json().message]).toEqual([202, 'The flow has ended without an answer.'])
    expect(performance.now() - startedMs).toBeLessThan(SOON_MS)
  })
})

test('a caller that waits for its flow as ingress stops is told where to ask again', async () => {
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const startedMs = performance.now()
  const headers = { 'content-type': 'application/json', 'webhook-id': 'call-4' }
  const waiting = fetch(`${url}/hooks/hook-address`, { method: 'POST', headers, body: '{"ask":4}' })
  const { id } = await leaseNewest('call-4')
  await app.close()
  const answer = await waiting
  expect([answer.status, await answer.json()]).toMatchObject([202, { status: `/hooks/hook-address/answers/${id}` }])
  expect(performance.now() - startedMs).toBeLessThan(SOON_MS)
})

async function leaseNewest(vendorId: string): Promise<{ leaseId: string; id: string }> {
  for (;;) {
    const leaseId = newId()
    const leased = await leaseDeliveries(db, { leaseId, limit: 100, ttlMs: 30_000 })
    const [wanted] = await inWorkspace(db, workspaceId, (tx) =>
      tx.select().from(delivery).where(eq(delivery.vendorId, vendorId)),
    )
    if (wanted && leased.some(({ id }) => id === wanted.id)) return { leaseId, id: wanted.id }
  }
}
