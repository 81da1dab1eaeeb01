import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { decision, delivery } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listDecisions } from '../decisions/list-decisions.ts'
import { getDelivery } from '../deliveries/get-delivery.ts'
import { listDeliveries } from '../deliveries/list-deliveries.ts'
import { listFlows } from '../flows/list-flows.ts'
import { getHome } from '../home/get-home.ts'
import { getNavCounts } from '../nav/get-nav-counts.ts'
import type { Principal } from '../principal.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { mustGive, mustRefuse } from '../testing/result-of.ts'
import { seedDecision } from '../testing/seed-decision.ts'
import { type RunSeed, seedRun } from '../testing/seed-run.ts'
import { createWorkspace } from '../workspace/create-workspace.ts'
import { getRun } from './get-run.ts'
import { getRunLog } from './get-run-log.ts'
import { getStepData } from './get-step-data.ts'
import { listRuns } from './list-runs.ts'

const database = useDatabase(testDatabase)
const HOUR_MS = 3_600_000
let core: TestCore
let owner: Principal
let viewer: Principal
let flowId: string

beforeAll(async () => {
  core = openCore(database.appUrl)
  const { workspaceId, as } = await core.newWorkspace()
  owner = as('owner')
  viewer = as('viewer')
  const sandbox = { setUp: async () => undefined }
  mustGive(await createWorkspace(core.ctx, { id: workspaceId, name: 'Brindle Goods', timeZone: 'UTC', owner }, sandbox))
  flowId = mustGive(await listFlows(core.ctx, owner))[0]?.id ?? ''
})
afterAll(() => core.close())

const ago = (hours: number) => new Date(Date.now() - hours * HOUR_MS)
const seed = (more: Partial<RunSeed>) => seedRun(core.ctx, { workspaceId: owner.workspaceId, flowId, ...more })
const unavailable = { code: 'upstream', message: 'EasyPost answered 503.', status: 503 }

test('a workspace without runs says so and divides by nothing', async () => {
  const home = mustGive(await getHome(core.ctx, viewer, { window: '24h' }))
  expect(home).toMatchObject({
    firstRun: true,
    finished: 0,
    p95Ms: null,
    accepted: { value: 0, change: null },
    succeededShare: { value: null },
    engine: { reachable: true, queued: 0 },
    busiest: [{ flow: { name: 'Order journey' }, runs: 0 }],
  })
  expect(home.p50Ms.series).toHaveLength(24)
  expect(mustGive(await listRuns(core.ctx, viewer, {}))).toMatchObject({ items: [], nextCursor: null, total: 0 })
})

test('the list pages, filters and counts, and says what happened to each', async () => {
  for (let number = 1; number <= 5; number += 1) {
    await seed({
      state: 'succeeded',
      subject: `#100${number}`,
      searchText: `#100${number} ilka@example.com`,
      acceptedAt: ago(number),
      tookMs: number * 1000,
    })
  }
  const failedAt = ago(0.5)
  await seed({
    state: 'failed',
    subject: '#1006',
    searchText: '#1006 bram_oduya@example.com',
    acceptedAt: failedAt,
    reason: 'Buy the cheapest label failed',
    failedStepId: 'label',
    steps: [
      { stepId: 'payment', kind: 'action', state: 'succeeded', tries: [{ outcome: 'succeeded' }] },
      {
        stepId: 'label',
        kind: 'action',
        state: 'failed',
        error: unavailable,
        tries: [{ outcome: 'failed', error: unavailable }],
      },
    ],
  })
  const all = mustGive(await listRuns(core.ctx, viewer, { limit: 4 }))
  expect(all.items.map(({ subject }) => subject)).toEqual(['#1006', '#1001', '#1002', '#1003'])
  const rest = mustGive(await listRuns(core.ctx, viewer, { limit: 4, cursor: all.nextCursor }))
  expect(rest).toMatchObject({ items: [{ subject: '#1004' }, { subject: '#1005' }], nextCursor: null })
  expect(all.counts).toMatchObject({ succeeded: 5, failed: 1, running: 0 })
  expect(all.total).toBe(6)
  expect(all.histogram.reduce((sum, bucket) => sum + bucket.total, 0)).toBe(6)
  expect(all.histogram.reduce((sum, bucket) => sum + bucket.failed, 0)).toBe(1)
  const [failed] = all.items
  expect(failed).toMatchObject({
    environment: 'sandbox',
    version: 1,
    happened: expect.stringContaining('EasyPost answered 503'),
  })
  expect(failed?.strip.find(({ stepId }) => stepId === 'payment')).toMatchObject({
    state: 'succeeded',
    name: 'Look up the payment',
  })
  expect(failed?.strip.find(({ stepId }) => stepId === 'mailTracking')?.state).toBe('skipped')

  const found = async (filter: Parameters<typeof listRuns>[2]) =>
    mustGive(await listRuns(core.ctx, viewer, filter)).items.map(({ subject }) => subject)
  expect(await found({ text: 'ILKA@', states: ['succeeded'] })).toHaveLength(5)
  expect(await found({ text: 'bram_' })).toEqual(['#1006'])
  expect(await found({ text: 'b_am' })).toEqual([])
  expect(await found({ states: ['failed'] })).toEqual(['#1006'])
  expect(await found({ from: ago(2.5), to: ago(0.6) })).toEqual(['#1001', '#1002'])
  expect(await found({ flowId: newId() })).toEqual([])
})

test('a run under way tells of its tries', async () => {
  const tries = [
    { outcome: 'failed' as const, error: unavailable, finishedAt: new Date() },
    { outcome: 'failed' as const, error: unavailable, finishedAt: new Date() },
    { outcome: null },
  ]
  const { runId } = await seed({
    state: 'retrying',
    subject: '#2001',
    steps: [{ stepId: 'label', kind: 'action', state: 'running', tries }],
  })
  const [first] = mustGive(await listRuns(core.ctx, viewer, { states: ['retrying'] })).items
  expect(first).toMatchObject({ id: runId, tries: 3, finishedAt: null })
  expect(first?.happened).toMatch(/answered 503 twice, try 3 is under way$/)
})

test('a run’s page has its version, steps, attempts and what its viewer may do; data comes apart, covered', async () => {
  const { runId, stepRunIds, deliveryId } = await seed({
    state: 'failed',
    subject: '#3001',
    item: { name: '#3001', password: 'hunter2' },
    steps: [
      {
        stepId: 'capture',

        kind: 'action',
        effect: 'upsert',
        state: 'failed',
        idempotencyKey: 'key-1',
        keyUsedAt: new Date(),
        error: unavailable,
        tries: [{ outcome: 'failed', error: unavailable }],
        input: { paymentIntent: 'pi_1' },
        output: { id: 'pi_1', client_secret: 'pi_1_secret_2' },
        log: ['POST /v1/payment_intents', 'gave up'],
      },
    ],
  })
  const run = mustGive(await getRun(core.ctx, owner, { runId }))
  expect(run).toMatchObject({
    id: runId,
    deliveryId,
    topic: 'orders/create',
    item: { name: '#3001', password: '[redacted]' },
    may: { cancel: false, retry: true, decide: true, runAgain: true },
    steps: [
      { stepId: 'capture', attempts: [{ number: 1, outcome: 'failed' }], intent: { key: 'key-1', generation: 1 } },
    ],
  })
  expect(run.document.steps.length).toBeGreaterThan(15)
  expect(mustGive(await getRun(core.ctx, viewer, { runId })).may).toEqual({
    cancel: false,
    retry: false,
    decide: false,
    runAgain: false,
  })
  const data = mustGive(await getStepData(core.ctx, viewer, { runId, stepRunId: stepRunIds[0] ?? '' }))
  expect(data).toMatchObject({ input: { paymentIntent: 'pi_1' }, output: { client_secret: '[redacted]' } })
  expect(data.log.map(({ message }) => message)).toEqual(['POST /v1/payment_intents', 'gave up'])
  expect(mustGive(await getRunLog(core.ctx, viewer, { runId }))[0]).toMatchObject({ stepName: 'Capture the payment' })

  const stranger = (await core.newWorkspace()).as('owner')
  const answers = [
    await getRun(core.ctx, stranger, { runId }),
    await getStepData(core.ctx, stranger, { runId, stepRunId: stepRunIds[0] ?? '' }),
    await getRunLog(core.ctx, stranger, { runId }),
    await getDelivery(core.ctx, stranger, { deliveryId }),
  ]
  expect(answers.map((answer) => mustRefuse(answer).code)).toEqual(answers.map(() => 'not_found'))
})

test('deliveries show where they led, and only what can be replayed may be', async () => {
  const { deliveryId } = await seed({ state: 'succeeded', subject: '#4001', searchText: '#4001' })
  await inWorkspace(core.ctx.db, owner.workspaceId, (tx) =>
    tx.insert(delivery).values({
      workspaceId: owner.workspaceId,
      origin: 'webhook',
      state: 'refused',
      reason: 'Wrong signature.',
      vendorId: 'evt_77',
    }),
  )
  expect(mustGive(await listDeliveries(core.ctx, viewer, { states: ['refused'] }))).toMatchObject({
    items: [{ reason: 'Wrong signature.', mayReplay: false, runs: [], flow: null }],
    counts: { refused: 1 },
  })
  expect(mustGive(await listDeliveries(core.ctx, viewer, { text: 'EVT_7' })).items).toHaveLength(1)
  const [byRun] = mustGive(await listDeliveries(core.ctx, owner, { text: '#4001' })).items
  expect(byRun).toMatchObject({ id: deliveryId, mayReplay: true, runs: [{ subject: '#4001', state: 'succeeded' }] })
  expect(mustGive(await getDelivery(core.ctx, viewer, { deliveryId }))).toMatchObject({
    body: '{"id":1}',
    mayReplay: false,
  })
  const paged = mustGive(await listDeliveries(core.ctx, viewer, { limit: 2 }))
  expect(
    mustGive(await listDeliveries(core.ctx, viewer, { limit: 2, cursor: paged.nextCursor })).items[0]?.id,
  ).not.toBe(paged.items[1]?.id)
})

test('home adds it up, and what needs a person stands there with what was sent', async () => {
  const { runId, stepRunIds } = await seed({
    state: 'needs_attention',
    subject: '#5001',
    steps: [
      {
        stepId: 'refund',
        kind: 'action',
        effect: 'create',
        state: 'needs_attention',
        input: { paymentIntent: 'pi_5' },
        tries: [{ outcome: 'unknown' }],
      },
    ],
  })
  await inWorkspace(core.ctx.db, owner.workspaceId, (tx) =>
    tx.insert(decision).values({
      workspaceId: owner.workspaceId,
      runId,
      stepRunId: stepRunIds[0] ?? '',
      question: 'Stripe gave no answer. Did it go through?',
    }),
  )
  expect(mustGive(await listDecisions(core.ctx, viewer, { state: 'open' }))).toMatchObject([
    { runId, subject: '#5001', stepName: 'Give the money back', connector: 'stripe', sent: { paymentIntent: 'pi_5' } },
  ])
  expect(mustGive(await listDecisions(core.ctx, viewer, { state: 'decided' }))).toEqual([])

  await seed({ state: 'succeeded', acceptedAt: ago(30), tookMs: 500 })
  const home = mustGive(await getHome(core.ctx, viewer, { window: '24h' }))
  expect(home).toMatchObject({
    firstRun: false,
    finished: 8,
    succeeded: 6,
    openRuns: 2,
    failed: { value: 2, change: null },
  })
  expect(home.succeededShare.value).toBeCloseTo(0.75)
  expect(home.succeededShare.change).toBeCloseTo(-0.25)
  expect(home.p50Ms.value).toBeGreaterThan(900)
  expect(home.p50Ms.change).toBeGreaterThan(0)
  expect(home.accepted.series.reduce((sum, value) => sum + value, 0)).toBe(home.accepted.value)
  expect(home.needsPerson.map(({ kind }) => kind)).toEqual(['decision', 'failures', 'failures', 'failures'])
  expect(home.needsPerson).toContainEqual(
    expect.objectContaining({
      kind: 'failures',
      stepName: 'Buy the cheapest label',
      count: 1,
      connector: { id: 'easypost', title: 'EasyPost' },
      message: 'EasyPost answered 503.',
      status: 503,
      lastSubject: '#1006',
    }),
  )
  expect(home.busiest[0]).toMatchObject({ flow: { name: 'Order journey' }, runs: 10 })
  expect(home.busiest[0]?.byHour.reduce((sum, value) => sum + value, 0)).toBe(10)
  const week = mustGive(await getHome(core.ctx, viewer, { window: '7d' }))
  expect(week).toMatchObject({ finished: 9 })
  expect(week.accepted.series).toHaveLength(28)
  expect(mustGive(await getNavCounts(core.ctx, viewer))).toMatchObject({ problems: 4, decisions: 1, connections: 0 })
  expect(mustGive(await listFlows(core.ctx, viewer))[0]).toMatchObject({ last24h: { runs: 10, failed: 2 } })
})

test('a run that asks whether what it did is undone says so in the list', async () => {
  const { workspaceId } = owner
  const { runId } = await seedDecision(core.ctx, { workspaceId, flowId, kind: 'undo', state: 'succeeded' })
  const listed = mustGive(await listRuns(core.ctx, viewer, { limit: 100 }))
  expect(listed.items.find(({ id }) => id === runId)?.happened).toMatch(/^Asks whether ".+" is undone or may stay$/)
})
