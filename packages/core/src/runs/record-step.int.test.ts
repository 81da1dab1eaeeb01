import { inWorkspace } from '@patchbay/db/in-workspace'
import { decision, payload, run, stepRun } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { and, eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { openShop } from '../testing/open-shop.ts'
import { seedRun } from '../testing/seed-run.ts'
import { stepRecord } from '../testing/step-record.ts'
import { cutOpenSteps } from './cut-open-steps.ts'
import { recordStep, type StepRecord } from './record-step.ts'
import type { RunTarget } from './run-target.ts'

const database = useDatabase(testDatabase)
let core: TestCore
let workspaceId: string
let flowId: string
let target: RunTarget

beforeAll(async () => {
  core = openCore(database.appUrl)
  const shop = await openShop(core)
  workspaceId = shop.owner.workspaceId
  flowId = shop.flowId
})
afterAll(() => core.close())

beforeEach(async () => {
  const { runId } = await seedRun(core.ctx, { workspaceId, flowId })
  target = { workspaceId, runId, epoch: 1 }
})

const place = { node: 5, stepId: 'each', iteration: '' }
const record = (of: Partial<StepRecord>) => recordStep(core.ctx.db, target, stepRecord({ place, kind: 'loop', ...of }))

const stored = () =>
  inWorkspace(core.ctx.db, workspaceId, async (tx) => {
    const [step] = await tx
      .select({
        state: stepRun.state,
        port: stepRun.port,
        waitUntil: stepRun.waitUntil,
        finishedAt: stepRun.finishedAt,
        output: payload.json,
      })
      .from(stepRun)
      .leftJoin(payload, eq(payload.id, stepRun.outputPayloadId))
      .where(and(eq(stepRun.runId, target.runId), eq(stepRun.node, place.node)))
    const [owner] = await tx.select({ state: run.state }).from(run).where(eq(run.id, target.runId))
    const { rows } = await tx.execute<{ outputs: number }>(
      sql`SELECT count(*)::int AS outputs FROM payload WHERE json ->> 'of' = ${target.runId}`,
    )
    return { ...step, run: owner?.state, outputs: rows[0]?.outputs }
  })

test('a twin that wakes up late does not put a loop that is through back to its items', async () => {
  const opened = { of: target.runId, items: [1, 2], count: 2 }
  const collected = { ...opened, results: ['a', 'b'] }
  expect(await record({ output: opened })).toBe(true)
  expect(await stored()).toMatchObject({ output: opened, outputs: 1 })
  expect(await record({ output: collected, settles: true })).toBe(true)
  expect(await stored()).toMatchObject({ output: collected, outputs: 1 })
  // Both are what a worker may have meant to write before it stood still.
  expect(await record({ output: opened })).toBe(true)
  expect(await record({ output: collected, settles: true })).toBe(true)
  expect(await stored()).toMatchObject({ output: collected, outputs: 1 })
})

test('a twin that wakes up late does not have a run wait again for what is over', async () => {
  const waiting = { kind: 'wait', state: 'waiting' as const, port: null, waitUntil: new Date() }
  await record(waiting)
  expect(await stored()).toMatchObject({ state: 'waiting', finishedAt: null, run: 'waiting' })
  await record({ kind: 'wait', output: { until: 'noon' } })
  const over = await stored()
  expect(over).toMatchObject({ state: 'succeeded', port: 'out', run: 'running' })
  expect(await record(waiting)).toBe(true)
  expect(await stored()).toEqual(over)
})

/** What a repeat decides after a pass stands at the iteration of that pass. */
const verdict = (of: Partial<StepRecord>) =>
  record({ kind: 'repeat', place: { ...place, iteration: '2' }, settles: true, ...of })

test('a twin that wakes up late does not take a repeat back to a pass before', async () => {
  await verdict({ port: 'again' })
  await verdict({ port: 'again' })
  await verdict({ port: 'out' })
  expect(await verdict({ port: 'again' })).toBe(true)
  expect(await stored()).toMatchObject({ port: 'out' })
})

test('a pass that could not be judged is judged anew in the next round, and shows what came of that', async () => {
  const error = { code: 'mapping_timeout', message: 'The expression took too long.' }
  await verdict({ state: 'failed', port: 'error', error })
  expect(await stored()).toMatchObject({ state: 'failed', port: 'error' })
  await nextEpoch()
  const waitUntil = new Date(Date.now() + 60_000)
  expect(await verdict({ port: 'again', waitUntil })).toBe(true)
  expect(await stored()).toMatchObject({ state: 'succeeded', port: 'again', waitUntil })
})

test('what a cancel cut off is written anew by the epoch that undoes, and its question is asked again', async () => {
  const held = {
    kind: 'action',
    state: 'needs_attention' as const,
    port: null,
    question: { kind: 'undo' as const, text: 'Was it undone by hand?' },
  }
  await record(held)
  await inWorkspace(core.ctx.db, workspaceId, (tx) =>
    tx.execute(sql`WITH ${cutOpenSteps(sql`SELECT ${target.runId}::uuid`)} SELECT 1`),
  )
  await nextEpoch()
  expect(await stored()).toMatchObject({ state: 'cancelled', finishedAt: expect.any(Date) })
  expect(await record(held)).toBe(true)
  expect(await stored()).toMatchObject({ state: 'needs_attention', finishedAt: null })
  const asked = await inWorkspace(core.ctx.db, workspaceId, (tx) =>
    tx.select({ state: decision.state }).from(decision).where(eq(decision.runId, target.runId)),
  )
  expect(asked.map(({ state }) => state).sort()).toEqual(['open', 'withdrawn'])
})

const nextEpoch = async () => {
  target = { ...target, epoch: target.epoch + 1 }
  await inWorkspace(core.ctx.db, workspaceId, (tx) =>
    tx.update(run).set({ epoch: target.epoch }).where(eq(run.id, target.runId)),
  )
}

test('who has lost the run writes nothing, whatever is written already', async () => {
  await record({})
  target = { ...target, epoch: 2 }
  expect(await record({})).toBe(false)
})
