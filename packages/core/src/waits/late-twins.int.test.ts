import { takeReleasableSteps } from '@patchbay/db/functions'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { approval, eventWait, run, stepRun } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { and, eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { recordStep, type StepRecord } from '../runs/record-step.ts'
import type { RunTarget } from '../runs/run-target.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { openQueueWorld, orderItem } from '../testing/queue-world.ts'
import { eventStep, seedWaitingShop, type WaitingShop } from '../testing/seed-wait.ts'
import { stepRecord } from '../testing/step-record.ts'
import { askApproval, lookForAnswer } from './ask-approval.ts'
import { callFlow } from './call-flow.ts'
import { closeLeft } from './close-left.ts'
import { beginEventWait, lookForEvent } from './wait-for-event.ts'

/** A worker stood still in the segment before a wait, another began the wait and went on: now the first one comes to it. */

const database = useDatabase(testDatabase)
let core: TestCore
let shop: WaitingShop
let flow: { flowId: string; versionId: string }
let target: RunTarget

beforeAll(() => {
  core = openCore(database.appUrl)
})
afterAll(() => core.close())
beforeEach(async () => {
  shop = await seedWaitingShop(core.ctx)
  flow = await shop.flowWith(eventStep(shop.connectionId))
  target = await shop.begin(flow)
})

const inside = <T>(work: Parameters<typeof inWorkspace<T>>[2]) => inWorkspace(core.ctx.db, target.workspaceId, work)
const place = { node: 1, stepId: 'delivered', iteration: '' }
const isStep = () => and(eq(stepRun.runId, target.runId), eq(stepRun.node, place.node))

const settle = (kind: string, of: Partial<StepRecord>) =>
  recordStep(core.ctx.db, target, stepRecord({ place, kind, ...of }))

const step = async () => {
  const [found] = await inside((tx) => tx.select().from(stepRun).where(isStep()))
  return found ?? { id: '', releaseRequestedAt: null }
}

/** As a person does who lets a run go on without it. */
const skip = () =>
  inside((tx) => tx.update(stepRun).set({ state: 'skipped', port: 'out', finishedAt: sql`now()` }).where(isStep()))

/** As the retry of a run does. */
const reopen = () =>
  inside((tx) => tx.update(stepRun).set({ state: 'retrying', port: null, finishedAt: null }).where(isStep()))

const stored = () =>
  inside(async (tx) => ({
    runs: await tx.select().from(run).orderBy(run.id),
    steps: await tx.select().from(stepRun),
    asked: await tx.select().from(approval),
    waits: await tx.select().from(eventWait),
  }))

const error = { code: 'call_failed', message: 'The run that it called failed.' }

describe('an approval', () => {
  const ask = () =>
    askApproval(core.ctx.db, target, {
      place,
      question: 'Refund?',
      facts: [],
      form: [],
      approvers: { people: [], role: 'operator' },
      deadlineMs: 60_000,
      remindMs: null,
    })
  const answer = () =>
    inside((tx) => tx.update(approval).set({ state: 'decided', verdict: 'approved', decidedAt: sql`now()` }))

  test.each([
    ['was decided', () => settle('approval', { port: 'approved' })],
    ['failed', () => settle('approval', { state: 'failed', port: 'error', error })],
    ['was skipped', skip],
  ])('that %s is not asked again by a twin that wakes up late; by a retry it is', async (_how, end) => {
    expect(await ask()).toMatchObject({ state: 'open' })
    await answer()
    await end()
    const before = await stored()
    expect(await ask()).toEqual({ state: 'begun' })
    expect(await stored()).toEqual(before)
    await reopen()
    expect(await ask()).toMatchObject({ state: 'open' })
    expect((await stored()).asked).toHaveLength(2)
  })

  test('that has its answer already is not asked again before that is written down', async () => {
    await ask()
    await answer()
    const before = await stored()
    expect(await ask()).toEqual({ state: 'begun' })
    expect(await stored()).toEqual(before)
    expect(await lookForAnswer(core.ctx.db, target, await step())).toMatchObject({ verdict: 'approved' })
  })
})

describe('an event', () => {
  const wait = (timeoutMs: number) =>
    beginEventWait(core.ctx.db, target, {
      place,
      ...flow,
      keyText: 'EZ1',
      timeoutMs,
      since: new Date(0),
      eachOnce: false,
    })

  test.each([
    ['did not come', () => settle('event', { port: 'timeout' })],
    ['was skipped', skip],
  ])('that %s is not waited for again by a twin that wakes up late; by a retry it is', async (_how, end) => {
    await wait(0)
    expect(await lookForEvent(core.ctx.db, target, await step())).toEqual({ state: 'timed_out' })
    await end()
    const before = await stored()
    expect(await wait(60_000)).toEqual({ state: 'begun' })
    expect(await stored()).toEqual(before)
    await reopen()
    expect(await wait(60_000)).toMatchObject({ state: 'open' })
  })

  test('that is waited for has the time that it had', async () => {
    await wait(60_000)
    const before = await stored()
    expect(await wait(3_600_000)).toEqual({ state: 'begun' })
    expect(await stored()).toEqual(before)
  })
})

describe('what was left', () => {
  const ask = (of: RunTarget, iteration = '') =>
    askApproval(core.ctx.db, of, {
      place: { node: 2, stepId: 'ask', iteration },
      question: 'Refund?',
      facts: [],
      form: [],
      approvers: { people: [], role: 'operator' },
      deadlineMs: 60_000,
      remindMs: null,
    })
  const wait = () =>
    beginEventWait(core.ctx.db, target, {
      place,
      ...flow,
      keyText: 'EZ1',
      timeoutMs: 60_000,
      since: new Date(0),
      eachOnce: false,
    })
  const statesOf = async () => {
    const { runs, steps, asked, waits } = await stored()
    return [runs, steps, asked, waits].map((rows) => rows.map(({ state }) => state).toSorted())
  }

  test('takes no answer and no event any more, and a twin does not begin it anew; the other lane’s goes on', async () => {
    await wait()
    await ask(target, '0.1')
    await ask(target, '1.0')
    const stale = { ...target, epoch: target.epoch + 1 }
    const left = [place, { node: 2, iteration: '0' }]
    await closeLeft(core.ctx.db, stale, left)
    expect(await statesOf()).toEqual([['waiting'], ['waiting', 'waiting', 'waiting'], ['open', 'open'], ['open']])
    await closeLeft(core.ctx.db, target, left)
    const closed = [['waiting'], ['cancelled', 'cancelled', 'waiting'], ['open', 'withdrawn'], ['withdrawn']]
    expect(await statesOf()).toEqual(closed)
    expect(await wait()).toEqual({ state: 'begun' })
    expect(await ask(target, '0.1')).toEqual({ state: 'begun' })
    expect(await lookForEvent(core.ctx.db, target, await step())).toBeNull()
    expect(await statesOf()).toEqual(closed)
    // A later epoch may come to it once more.
    await inside((tx) => tx.update(run).set({ epoch: stale.epoch }))
    expect(await ask(stale, '0.1')).toMatchObject({ state: 'open' })
  })
})

test('each step that may go on is told in its turn, also where many do not hear', async () => {
  const targets = [target, await shop.begin(flow), await shop.begin(flow)]
  const ids = [newId(), newId(), newId()]
  const mark = (minutes: number) => sql`now() - ${minutes} * interval '1 minute'`
  await inside(async (tx) => {
    await tx.update(run).set({ state: 'waiting' })
    for (const [index, { workspaceId, runId, epoch }] of targets.entries()) {
      await tx.insert(stepRun).values({
        ...{ id: ids[index], workspaceId, runId, epoch, node: 2, stepId: 'ask', iteration: '', kind: 'approval' },
        ...{ state: 'waiting', releaseRequestedAt: mark(3 - index) },
      })
    }
  })
  const taken = async () => (await takeReleasableSteps(core.ctx.db, 1)).map(({ id }) => ids.indexOf(id))
  const turns = [await taken(), await taken(), await taken(), await taken()]
  expect(turns.flat()).toEqual([0, 1, 2, 0])
  // What a run was not told before its end is not kept.
  await inside((tx) => tx.update(run).set({ state: 'succeeded', finishedAt: sql`now()` }))
  expect(await takeReleasableSteps(core.ctx.db, 3)).toEqual([])
  expect((await stored()).steps.every(({ releaseRequestedAt }) => releaseRequestedAt === null)).toBe(true)
})

describe('a called flow', () => {
  test.each([
    ['whose failure the flow went on with', true, { state: 'failed' as const, port: 'error', error }],
    ['that was only started', false, {}],
  ])('%s is not called again by a twin that wakes up late; by a retry it is', async (_how, waits, end) => {
    const world = await openQueueWorld(core.ctx.db)
    const { flowId } = await world.deploy(null, { type: 'call', input: [], output: [] })
    const caller = await world.deploy()
    await world.arrive(caller, [orderItem(newId(), null)])
    await world.expandAll()
    const [runId = ''] = await world.start()
    target = { workspaceId: world.workspaceId, runId, epoch: (await world.rowOf(runId))?.epoch ?? 0 }
    const call = () =>
      callFlow(core.ctx.db, target, {
        place,
        flowId,
        versionId: null,
        waits,
        input: {},
        subject: null,
        keyOf: async () => null,
      })
    const made = await call()
    if (!made.ok) throw new Error('nothing was called')
    await settle('subflow', end)
    await world.finish(made.runId, 'failed')
    const before = await stored()
    expect(await call()).toEqual({ ok: false, problem: 'begun' })
    expect(await stored()).toEqual(before)
    await reopen()
    expect(await call()).toMatchObject({ ok: true, adopted: false })
    expect(await inside((tx) => tx.select().from(run).where(eq(run.parentRunId, runId)))).toHaveLength(2)
  })
})
