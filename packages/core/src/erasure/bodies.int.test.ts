import type { Queries } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import {
  awaitedEvent,
  delivery,
  erasure,
  erasureLearnt,
  eventWait,
  gather,
  gatherItem,
  payload,
  run,
  stepRun,
} from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { Json } from '@patchbay/flow/json'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq, notLike, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { getDelivery } from '../deliveries/get-delivery.ts'
import type { Principal } from '../principal.ts'
import { erasePerson, workErasures } from '../testing/erase-person.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { mustGive } from '../testing/result-of.ts'
import { requestErasure, stopErasure } from './request-erasure.ts'

const database = useDatabase(testDatabase)
const EMAIL = 'ada.byron@brindle.example'
/** What an app tells of her under a number of its own. */
const ORDER = { customer_id: 5, name: 'Ada Byron', phone: '+44 20 7946' }
const OTHER = { customer_id: 6, name: 'Charles Babbage', phone: '+44 1' }
let core: TestCore
let workspaceId: string
let admin: Principal
beforeAll(() => {
  core = openCore(database.appUrl)
})
beforeEach(async () => {
  const made = await core.newWorkspace()
  workspaceId = made.workspaceId
  admin = made.as('admin')
})
afterAll(() => core.close())

const inTx = <T>(work: (tx: Queries) => Promise<T>) => inWorkspace(core.ctx.db, workspaceId, work)

async function arrive(body: string, headers: Record<string, string> = {}): Promise<string> {
  const [id, payloadId] = [newId(), newId()]
  const raw = Buffer.from(body)
  await inTx(async (tx) => {
    await tx.insert(payload).values({ id: payloadId, workspaceId, kind: 'event', raw, bytes: raw.length })
    await tx.insert(delivery).values({ id, workspaceId, origin: 'event', state: 'expanded', payloadId, headers })
  })
  return id
}

async function store(tx: Queries, kind: 'item' | 'output', json: Json): Promise<string> {
  const id = newId()
  await tx.insert(payload).values({ id, workspaceId, kind, json, bytes: 90 })
  return id
}

/** A run of that event which looks the customer up, and hears her address. */
async function lookUp(deliveryId: string, of: Partial<typeof run.$inferInsert> = {}): Promise<string> {
  const runId = newId()
  await inTx(async (tx) => {
    const ids = { workspaceId, flowId: newId(), versionId: newId(), planHash: 'none', triggerId: newId() }
    const itemPayloadId = await store(tx, 'item', ORDER)
    const rest = {
      deliveryId,
      itemIndex: 0,
      itemPayloadId,
      state: 'succeeded' as const,
      nowAt: new Date(),
      random: '00',
    }
    // Long over, unless a run of the same event is not.
    await tx.insert(run).values({ ...ids, id: runId, ...rest, finishedAt: sql`now() - interval '1 day'`, ...of })
    const outputPayloadId = await store(tx, 'output', { email: EMAIL, name: 'Ada Byron' })
    const step = { workspaceId, runId, node: 1, stepId: 'find', kind: 'action', epoch: 1 }
    await tx.insert(stepRun).values({ ...step, state: 'succeeded', outputPayloadId })
  })
  return runId
}

const bodyOf = async (deliveryId: string) => mustGive(await getDelivery(core.ctx, admin, { deliveryId })).body
const values = async () =>
  JSON.stringify((await inTx((tx) => tx.select({ json: payload.json }).from(payload))).map(({ json }) => json))

test.each([
  ['id', 'gid://shopify/Customer/7342', String.raw`{"customer":{"id":"gid:\/\/shopify\/Customer\/7342"}}`],
  ['id', 'gid://shopify/Customer/7342', String.raw`{"note":"{\"id\":\"gid:\\\/\\\/shopify\\\/Customer\\\/7342\"}"}`],
  ['email', 'ada+shop@x.example', String.raw`{"email":"ada\u002Bshop@x.example"}`],
  ['email', 'ada+shop@x.example', String.raw`{"email":"\u0061da+shop\u0040x.example"}`],
  ['email', 'ada+shop@x.example', String.raw`{"note":"{\"email\":\"ada\\u002bshop@x.example\"}"}`],
  ['email', 'ada+shop@x.example', '{"url":"https://x.example/?of=ada%2bshop@x.example"}'],
  ['email', 'zoë@x.example', '{"email":"Zoë@x.example"}'],
  ['email', 'zoë@x.example', '{"email":"ZOË@x.example"}'],
  ['email', 'zoë@x.example', String.raw`{"email":"zo\u00EB@x.example"}`],
  ['email', 'zoë@x.example', '{"url":"https://x.example/zo%C3%AB@x.example"}'],
  ['email', 'ada+shop@x.example', '{"html":"<p>ada&#43;shop&#64;x.example</p>"}'],
  ['email', 'ada+shop@x.example', '{"html":"<p>&#x61;&#X64;&#x61&plus;shop&commat;x&period;example</p>"}'],
  ['email', 'ada+shop@x.example', '{"feed":"&lt;p&gt;ada+shop&amp;#0064;x.example&lt;/p&gt;"}'],
  ['email', 'ada+shop@x.example', String.raw`{"html":"ada+shop\u0026#64;x.example"}`],
  ['email', 'zoë@x.example', '{"html":"<p>Zo&euml;@x.example</p>"}'],
] as const)('a body that names the %s %s goes, whatever signs its sender escapes: %s', async (kind, value, body) => {
  const told = await arrive(body)
  const other = await arrive(
    '{"email":"zoe@x.example","also":"adashop@x.example","id":"gid://shopify/Customer/73421","html":"n&#97;da+shop&#64;x.example"}',
  )
  await inTx((tx) => store(tx, 'output', JSON.parse(body)))
  expect(await erasePerson(core.ctx, admin, { kind, value })).toBe('done')
  expect([await bodyOf(told), await bodyOf(other)]).toEqual([null, expect.stringContaining('73421')])
  expect(await values()).toContain('[erased]')
})

test('a body goes that tells of a person by what a run of it has learnt', async () => {
  const [told, again, waited, gathered] = await Promise.all([1, 2, 3, 4].map(() => arrive(JSON.stringify(ORDER))))
  if (!told || !again || !waited || !gathered) throw new Error('four events')
  const others = await Promise.all([OTHER, ORDER].map((body) => arrive(JSON.stringify(body))))
  const gatherId = newId()
  const runId = await lookUp(told, { gatherId })
  await inTx(async (tx) => {
    const at = new Date()
    const [body] = await tx.select({ id: delivery.payloadId }).from(delivery).where(eq(delivery.id, told))
    await tx
      .update(delivery)
      .set({ payloadId: body?.id ?? null, replayOf: told })
      .where(eq(delivery.id, again))
    const key = { triggerId: newId(), keyHash: Buffer.from('k') }
    const payloadId = await store(tx, 'item', OTHER)
    const awaitedEventId = newId()
    await tx
      .insert(awaitedEvent)
      .values({ ...key, id: awaitedEventId, workspaceId, deliveryId: waited, payloadId, receivedAt: at })
    await tx.insert(eventWait).values({
      ...{ ...key, workspaceId, runId, stepRunId: newId(), node: 2, iteration: '', keyText: 'k' },
      ...{ since: at, deadlineAt: at, state: 'matched', awaitedEventId },
    })
    const of = { workspaceId, triggerId: newId(), versionId: newId(), kind: 'batch' as const, key: 'k', runId }
    await tx
      .insert(gather)
      .values({ id: gatherId, ...of, firstAt: at, lastAt: at, dueAt: at, items: 1, state: 'closed' })
    await tx.insert(gatherItem).values({ workspaceId, gatherId, deliveryId: gathered, itemIndex: 0, receivedAt: at })
  })
  expect(await erasePerson(core.ctx, admin, { kind: 'email', value: EMAIL })).toBe('done')
  expect(await Promise.all([told, again, waited, gathered].map(bodyOf))).toEqual([null, null, null, null])
  expect(await Promise.all(others.map(bodyOf))).toEqual([JSON.stringify(OTHER), JSON.stringify(ORDER)])
  expect(await values()).not.toMatch(/Ada|7946/)
  const [count] = await inTx((tx) => tx.select({ found: erasure.found, erased: erasure.erased }).from(erasure))
  expect(count).toMatchObject({ found: { delivery: 4 }, erased: { delivery: 4 } })
})

test('a page goes that names a person by entities', async () => {
  const told = await arrive('<p>Write to ada.byron&#64;brindle.example</p>')
  const other = await arrive('<p>Write to &#110;&#97;&#100;a.byron&#64;brindle.example</p>')
  expect(await erasePerson(core.ctx, admin, { kind: 'email', value: EMAIL })).toBe('done')
  expect([await bodyOf(told), await bodyOf(other)]).toEqual([null, expect.stringContaining('&#110;')])
})

test('headers and words of an event lose what a run of it has learnt, wherever its body lies', async () => {
  const headers = { 'x-customer': 'Ada Byron', 'x-topic': 'orders/create' }
  const named = await arrive(JSON.stringify({ email: EMAIL }), headers)
  const silent = await arrive('{"order":"B-1042"}', headers)
  const bare = await arrive(JSON.stringify(ORDER), headers)
  const elsewhere = await arrive('{}', headers)
  const stranger = await arrive('{"order":"B-1042"}', headers)
  await inTx(async (tx) => {
    const [body] = await tx.select({ id: delivery.payloadId }).from(delivery).where(eq(delivery.id, silent))
    // Another flow's, of the same event.
    await tx
      .update(delivery)
      .set({ payloadId: body?.id ?? null, reason: 'No line for Ada Byron' })
      .where(eq(delivery.id, elsewhere))
    await tx.update(delivery).set({ payloadId: null }).where(eq(delivery.id, bare))
  })
  for (const event of [named, silent, bare]) await lookUp(event)
  const open = await lookUp(silent, { itemIndex: 1, state: 'running', finishedAt: null })
  await inTx((tx) => tx.delete(stepRun).where(eq(stepRun.runId, open)))
  const rows = () =>
    inTx((tx) => tx.select({ id: delivery.id, headers: delivery.headers, reason: delivery.reason }).from(delivery))
  const told = async () => (await rows()).filter((row) => JSON.stringify(row).includes('Ada')).map(({ id }) => id)
  expect(await erasePerson(core.ctx, admin, { kind: 'email', value: EMAIL })).toBe('waiting')
  expect(await told()).toEqual(expect.arrayContaining([silent, elsewhere, stranger]))
  expect(await told()).toHaveLength(3)
  await inTx((tx) => tx.update(run).set({ state: 'succeeded', finishedAt: sql`now()` }).where(eq(run.id, open)))
  expect(await workErasures(core.ctx, workspaceId)).toBe('done')
  expect(await told()).toEqual([stranger])
  expect(await rows()).toContainEqual({
    ...{ id: elsewhere, headers: { ...headers, 'x-customer': '[erased]' } },
    reason: 'No line for [erased]',
  })
})

test('what a run has learnt is looked for in the runs that it called, that called it, and that do one of these again', async () => {
  const event = await arrive('{"order":"B-1042"}')
  const begin = (itemIndex: number, item: Json, of: Partial<typeof run.$inferInsert> = {}) =>
    inTx(async (tx) => {
      const [id, itemPayloadId] = [newId(), await store(tx, 'item', item)]
      const ids = { workspaceId, flowId: newId(), versionId: newId(), planHash: 'none', triggerId: newId() }
      const rest = { deliveryId: event, state: 'succeeded' as const, nowAt: new Date(), random: '00' }
      const finishedAt = sql`now() - interval '1 day'`
      await tx.insert(run).values({ ...ids, ...rest, id, itemIndex, itemPayloadId, finishedAt, ...of })
      return id
    })
  const calledBy = (parentRunId: string, parentNode: number) => ({
    ...{ parentRunId, parentNode, parentIteration: '', parentGeneration: 1 },
  })
  const caller = await begin(0, ORDER)
  const before = await begin(1, { order: 1 }, { ...calledBy(caller, 1), subject: 'Order of Ada Byron' })
  // More than one batch apart.
  for (let index = 0; index < 120; index += 1) await begin(100 + index, OTHER)
  const finder = await lookUp(event, { itemIndex: 2, ...calledBy(caller, 2) })
  const called = await begin(3, { to: { name: 'Ada Byron' } }, calledBy(finder, 1))
  const again = await begin(4, ORDER, { againOf: before })
  const silent = await begin(5, { order: 1 }, calledBy(called, 1))
  const stranger = await begin(6, ORDER)
  expect(await erasePerson(core.ctx, admin, { kind: 'email', value: EMAIL })).toBe('done')
  const kin = await inTx((tx) =>
    tx
      .select({ id: run.id, subject: run.subject, forgotten: run.forgotten, item: payload.json })
      .from(run)
      .innerJoin(payload, eq(payload.id, run.itemPayloadId))
      .where(notLike(sql`${payload.json}::text`, '%Charles%')),
  )
  const tells = kin.filter((row) => JSON.stringify(row).includes('Ada')).map(({ id }) => id)
  expect(tells).toEqual([stranger])
  const marked = kin.flatMap(({ id, forgotten }) => (forgotten === 'erased' ? [id] : []))
  expect(marked.toSorted()).toEqual([caller, before, finder, called, again].toSorted())
  expect(kin.find(({ id }) => id === silent)).toMatchObject({ item: { order: 1 }, forgotten: null })
  const [row] = await inTx((tx) => tx.select({ found: erasure.found, erased: erasure.erased }).from(erasure))
  expect(row?.found['payload']).toBe(5)
  expect(row?.erased['payload']).toBe(5)
  expect(await inTx((tx) => tx.select().from(erasureLearnt))).toEqual([])
})

test('with an erasure that is stopped goes what its runs have told of the person', async () => {
  const event = await arrive('{}')
  const first = await lookUp(event)
  await lookUp(event, { itemIndex: 1, againOf: first })
  const { id } = mustGive(await requestErasure(core.ctx, admin, { kind: 'email', value: EMAIL }))
  expect(await workErasures(core.ctx, workspaceId)).toBe('counted')
  const learnt = () => inTx((tx) => tx.select().from(erasureLearnt))
  expect(await learnt()).toEqual([expect.objectContaining({ erasureId: id, rootRunId: first })])
  mustGive(await stopErasure(core.ctx, admin, { id }))
  expect(await learnt()).toEqual([])
})

test('what a run has learnt is kept until its event is over, whose body would go by that alone', async () => {
  const deliveryId = await arrive(JSON.stringify([ORDER, OTHER]))
  await lookUp(deliveryId)
  const open = await lookUp(deliveryId, { itemIndex: 1, state: 'running', finishedAt: null })
  await inTx((tx) => tx.delete(stepRun).where(eq(stepRun.runId, open)))
  expect(await erasePerson(core.ctx, admin, { kind: 'email', value: EMAIL })).toBe('waiting')
  expect([await bodyOf(deliveryId), await values()]).toEqual([
    expect.stringContaining('Ada Byron'),
    expect.stringContaining(EMAIL),
  ])
  expect(await workErasures(core.ctx, workspaceId)).toBe('waiting')
  await inTx((tx) => tx.update(run).set({ state: 'succeeded', finishedAt: sql`now()` }).where(eq(run.id, open)))
  expect(await workErasures(core.ctx, workspaceId)).toBe('done')
  expect(await bodyOf(deliveryId)).toBeNull()
  expect(await values()).not.toContain(EMAIL)
})
