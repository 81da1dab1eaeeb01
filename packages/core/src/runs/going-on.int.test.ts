import { purgeExpired } from '@patchbay/db/functions'
import { purgeGathers } from '@patchbay/db/gather-functions'
import { newId } from '@patchbay/db/ids'
import { flow, flowVersion, gather, gatherItem, onceResult, payload, plan, run, stepRun } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { Step } from '@patchbay/flow/document'
import type { ControlNode } from '@patchbay/flow/plan'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Principal } from '../principal.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { type Deployed, openQueueWorld, orderItem, type QueueWorld } from '../testing/queue-world.ts'
import { mustGive, mustRefuse } from '../testing/result-of.ts'
import { callFlow } from '../waits/call-flow.ts'
import { beginWork } from './begin-work.ts'
import { cancelRun } from './cancel-run.ts'
import { finishRun, type RunEnd } from './finish-run.ts'
import { pauseRun } from './pause-run.ts'
import { refreshRunState } from './refresh-run-state.ts'
import { requeueRun } from './requeue-run.ts'
import { resumeRun } from './resume-run.ts'

const database = useDatabase(testDatabase)
let core: TestCore
let world: QueueWorld
let shop: Deployed
let owner: Principal

beforeAll(() => {
  core = openCore(database.appUrl)
})
afterAll(() => core.close())
beforeEach(async () => {
  world = await openQueueWorld(core.ctx.db)
  shop = await world.deploy()
  owner = { kind: 'user', userId: newId(), name: 'Ola', workspaceId: world.workspaceId, role: 'owner' }
})

const CANCELLED: RunEnd = {
  state: 'cancelled',
  reasonCode: 'cancelled',
  reason: null,
  failedStepId: null,
  skipped: [],
}

/** The runs of one order, one for each version. */
async function runsOfOrder(versions: number): Promise<string[]> {
  for (let version = 1; version <= versions; version += 1) await world.arrive(shop, [orderItem('1001', version)])
  await world.expandAll()
  return (await world.runsOf(shop)).map(({ id }) => id)
}

test('a run that was paused in its line is looked at when it goes on, also when the one before has ended meanwhile', async () => {
  const [first = '', second = ''] = await runsOfOrder(2)
  expect(await world.start()).toEqual([first])
  mustGive(await pauseRun(core.ctx, owner, { runId: second }))
  await world.finish(first)
  expect(await world.start()).toEqual([])
  mustGive(await resumeRun(core.ctx, owner, { runId: second }))
  expect(await world.start()).toEqual([second])
})

test('a cancel that undoes is carried out once, by whoever is first: the second does not end what undoes', async () => {
  const [runId = ''] = await runsOfOrder(1)
  await world.start()
  mustGive(await cancelRun(core.ctx, owner, { runId, undo: true }))
  const epoch = (await world.rowOf(runId))?.epoch ?? 0
  const target = { workspaceId: world.workspaceId, runId, epoch }
  const carriesOut = { ...CANCELLED, onlyCancels: true }
  expect(await finishRun(core.ctx.db, target, carriesOut)).toEqual({ ended: false, next: 'unwinding' })
  expect(await finishRun(core.ctx.db, target, carriesOut)).toEqual({ ended: false, next: 'stale' })
  expect(await world.rowOf(runId)).toMatchObject({ state: 'queued', finishedAt: null })
  expect(await finishRun(core.ctx.db, target, CANCELLED)).toMatchObject({ ended: true, state: 'cancelled' })
})

test('a cancel that is to undo is refused where one that does not is under way', async () => {
  const [runId = ''] = await runsOfOrder(1)
  await world.start()
  mustGive(await cancelRun(core.ctx, owner, { runId }))
  expect(mustRefuse(await cancelRun(core.ctx, owner, { runId, undo: true }))).toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('without undoing'),
  })
  mustGive(await cancelRun(core.ctx, owner, { runId }))
})

test('that a run could not be started is forgotten once somebody works on it', async () => {
  const [runId = ''] = await runsOfOrder(1)
  await world.start()
  await world.inside((tx) =>
    tx.update(run).set({ reasonCode: 'not_started_yet', reason: 'Later.' }).where(eq(run.id, runId)),
  )
  const target = { workspaceId: world.workspaceId, runId, epoch: 1 }
  expect(await beginWork(core.ctx.db, target, { iterations: [''] })).toMatchObject({ verdict: 'ok' })
  expect(await world.rowOf(runId)).toMatchObject({ reasonCode: null, reason: null })
})

describe('a write of several calls that was undone', () => {
  const control: ControlNode[] = [
    { id: 'start', kind: 'trigger', region: null, deps: [], mode: 'segment', catches: false },
    {
      id: 'pay',
      kind: 'action',
      region: null,
      deps: [{ node: 0, port: 'out' }],
      mode: 'activity',
      catches: false,
      undo: 2,
    },
    { id: 'refund', kind: 'action', region: null, deps: [], mode: 'activity', catches: false, undoOf: 1 },
  ]

  test('is made anew by a retry, call by call, and so is its undo', async () => {
    const [runId = ''] = await runsOfOrder(1)
    await world.start()
    const { workspaceId } = world
    const [pay, refund] = [newId(), newId()]
    await world.inside(async (tx) => {
      await tx.update(plan).set({ body: sql`jsonb_set(body, '{control}', ${JSON.stringify(control)}::jsonb)` })
      const done = {
        workspaceId,
        runId,
        iteration: '',
        kind: 'action',
        effect: 'create',
        state: 'succeeded',
        port: 'out',
      } as const
      await tx.insert(stepRun).values([
        { ...done, id: pay, node: 1, stepId: 'pay', attempts: 1, epoch: 1, finishedAt: sql`now()` },
        { ...done, id: refund, node: 2, stepId: 'refund', attempts: 1, epoch: 1, finishedAt: sql`now()` },
      ])
      await tx.insert(onceResult).values(
        [pay, refund].map((stepRunId) => ({
          workspaceId,
          runId,
          stepRunId,
          generation: 1,
          name: 'charge',
          result: 1,
        })),
      )
    })
    await world.finish(runId, 'failed')
    const row = await world.rowOf(runId)
    await world.inside((tx) => requeueRun(tx, { id: runId, epoch: row?.epoch ?? 0 }, { newRound: true }))
    const left = await world.inside((tx) => tx.select().from(onceResult).where(eq(onceResult.runId, runId)))
    expect(left).toEqual([])

    // The write is done again; its undo is not under way, and no more than a step that was not taken.
    const undoOf = () => world.inside((tx) => tx.select().from(stepRun).where(eq(stepRun.id, refund)))
    const skipped = { state: 'skipped', port: null, attempts: 1, generation: 2 }
    expect(await undoOf()).toMatchObject([skipped])
    expect(await world.start()).toEqual([runId])
    const target = { workspaceId, runId, epoch: (row?.epoch ?? 0) + 1 }
    await world.inside((tx) =>
      tx.update(stepRun).set({ state: 'succeeded', finishedAt: sql`now()` }).where(eq(stepRun.id, pay)),
    )
    await refreshRunState(core.ctx.db, target)
    expect(await world.rowOf(runId)).toMatchObject({ state: 'running' })
    // Its generation stays through another retry: it would be made under the key of the first undo.
    await world.finish(runId, 'failed')
    await world.inside((tx) => requeueRun(tx, { id: runId, epoch: target.epoch }, { newRound: true }))
    expect(await undoOf()).toMatchObject([skipped])
  })
})

test('a retry works out anew what stood around the item that was undone, and leaves the other items as they are', async () => {
  const [runId = ''] = await runsOfOrder(1)
  await world.start()
  const within = { mode: 'segment' as const, catches: false, deps: [] }
  const control: ControlNode[] = [
    { ...within, id: 'start', kind: 'trigger', region: null },
    { ...within, id: 'each', kind: 'loop', region: null, deps: [{ node: 0, port: 'out' }] },
    { ...within, id: 'try', kind: 'scope', region: 1, scope: { compensates: true, catches: false, always: false } },
    { ...within, id: 'stock', kind: 'action', region: 2, lane: 0 },
    { ...within, id: 'reserve', kind: 'action', region: 2, lane: 0, deps: [{ node: 3, port: 'out' }], undo: 6 },
    { ...within, id: 'charge', kind: 'action', region: 2, lane: 0, deps: [{ node: 4, port: 'out' }] },
    { ...within, id: 'release', kind: 'action', region: null, undoOf: 4 },
  ]
  await world.inside(async (tx) => {
    await tx.update(plan).set({ body: sql`jsonb_set(body, '{control}', ${JSON.stringify(control)}::jsonb)` })
    const input = { id: newId(), workspaceId: world.workspaceId, kind: 'input' as const, json: {}, bytes: 2 }
    await tx.insert(payload).values(input)
    const row = (node: number, iteration: string, more: Partial<typeof stepRun.$inferInsert> = {}) => ({
      ...{ id: newId(), workspaceId: world.workspaceId, runId, node, iteration, kind: 'action' as const, epoch: 1 },
      ...{ stepId: control[node]?.id ?? '', effect: node === 3 ? ('read' as const) : ('create' as const) },
      ...{ state: 'succeeded' as const, port: 'out', attempts: 1, finishedAt: new Date(), inputPayloadId: input.id },
      ...more,
    })
    const failed = { state: 'failed', port: null } as const
    const [first, second] = [[3, 4, 5].map((node) => row(node, '0')), [3, 4].map((node) => row(node, '1'))]
    await tx.insert(stepRun).values([...first, ...second, row(5, '1', failed), row(6, '1')])
  })
  await world.finish(runId, 'failed')
  const failed = await world.rowOf(runId)
  await world.inside((tx) => requeueRun(tx, { id: runId, epoch: failed?.epoch ?? 0 }, { newRound: true }))
  const rows = await world.inside((tx) =>
    tx.select().from(stepRun).where(eq(stepRun.runId, runId)).orderBy(stepRun.iteration, stepRun.node),
  )
  expect(rows.map(({ stepId, iteration, state }) => `${iteration} ${stepId} ${state}`)).toEqual([
    '0 stock succeeded',
    '0 reserve succeeded',
    '0 charge succeeded',
    '1 reserve retrying',
    '1 charge retrying',
    '1 release skipped',
  ])
  // What they send may name what is gone.
  expect(rows.map(({ inputPayloadId }) => inputPayloadId !== null)).toEqual([true, true, true, false, false, false])
})

describe('a run that calls another in the same line', () => {
  const order = {
    key: { kind: 'constant', value: 'same' },
    queue: 'desk',
    whenOpen: 'queue',
    olderVersion: 'run',
  } as const

  /** A run that has its turn for the key `same`, and how it calls a flow of the same line. */
  async function openCaller() {
    const called = await world.deploy({ order })
    const start: Step = {
      id: 'start',
      name: 'Start',
      position: { x: 0, y: 0 },
      kind: 'trigger',
      trigger: { type: 'call', input: [], output: [] },
      runs: { order },
    }
    const document = { schemaVersion: 1 as const, steps: [start], edges: [], notes: [] }
    await world.inside(async (tx) => {
      const own = eq(flowVersion.flowId, called.flowId)
      const [live] = await tx.update(flowVersion).set({ document }).where(own).returning()
      await tx.update(flow).set({ liveVersionId: live?.id }).where(eq(flow.id, called.flowId))
    })
    const [caller = ''] = await runsOfOrder(1)
    await world.inside((tx) => tx.update(run).set({ orderKey: 'q:desk:same', hasTurn: true }).where(eq(run.id, caller)))
    await world.start()
    return async (node: number, waits: boolean, key = 'same') => {
      const place = { node, stepId: `call ${node}`, iteration: '' }
      const target = { workspaceId: world.workspaceId, runId: caller, epoch: 1 }
      const of = { place, flowId: called.flowId, versionId: null, waits, input: {}, subject: null }
      const made = await callFlow(core.ctx.db, target, { ...of, keyOf: async () => key })
      if (!made.ok) throw new Error(JSON.stringify(made.problem))
      return made
    }
  }

  test('goes along with what it waits for; what it only starts waits for its turn', async () => {
    const call = await openCaller()
    expect(await world.rowOf((await call(1, true)).runId)).toMatchObject({ orderKey: null, hasTurn: true })
    expect(await world.rowOf((await call(2, false)).runId)).toMatchObject({ orderKey: 'q:desk:same', hasTurn: false })
  })

  test('hears when a newer event takes the place of what it waits for', async () => {
    const call = await openCaller()
    const made = await call(1, true, 'other')
    const newest = await world.deploy({ order: { ...order, whenOpen: 'replace' } })
    await world.arrive(newest, [orderItem('1002', 1, { orderKey: 'other' })])
    await world.expandAll()
    expect(await world.rowOf(made.runId)).toMatchObject({ state: 'cancelled', reasonCode: 'replaced' })
    const [step] = await world.inside((tx) => tx.select().from(stepRun).where(eq(stepRun.id, made.stepRunId)))
    expect(step?.releaseRequestedAt).not.toBeNull()
  })
})

test('what came together goes with its run, and leaves nothing behind', async () => {
  const batch = await world.deploy({ gather: { kind: 'batch', key: null, count: 2, withinMs: 60_000 } })
  for (const order of ['1', '2']) await world.arrive(batch, [orderItem(order, 1, { gatherKey: 'all' })])
  await world.expandAll()
  const [made] = await world.runsOf(batch)
  await world.start()
  await world.finish(made?.id ?? '')
  await world.inside(async (tx) => {
    await tx
      .update(run)
      .set({ acceptedAt: sql`now() - interval '90 days'`, finishedAt: sql`now() - interval '90 days'` })
    await tx.update(gather).set({ closedAt: sql`now() - interval '90 days'` })
  })
  while ((await purgeExpired(core.ctx.db, { runDays: 30, keyDays: 180, batch: 500 })) > 0);
  while ((await purgeGathers(core.ctx.db, 500)) > 0);
  expect(await world.runsOf(batch)).toEqual([])
  expect(await world.inside((tx) => tx.select().from(gather))).toEqual([])
  expect(await world.inside((tx) => tx.select().from(gatherItem))).toEqual([])
})
