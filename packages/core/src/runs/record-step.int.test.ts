import { inWorkspace } from '@patchbay/db/in-workspace'
import { payload, run, stepRun } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { and, eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { openShop } from '../testing/open-shop.ts'
import { seedRun } from '../testing/seed-run.ts'
import { stepRecord } from '../testing/step-record.ts'
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
      .select({ state: stepRun.state, port: stepRun.port, finishedAt: stepRun.finishedAt, output: payload.json })
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

test('a twin that wakes up late does not take a repeat back to a pass before', async () => {
  await record({ kind: 'repeat', port: 'again', settles: true })
  await record({ kind: 'repeat', port: 'again', settles: true })
  await record({ kind: 'repeat', port: 'out', settles: true })
  expect(await record({ kind: 'repeat', port: 'again', settles: true })).toBe(true)
  expect(await stored()).toMatchObject({ port: 'out' })
})

test('who has lost the run writes nothing, whatever is written already', async () => {
  await record({})
  target = { ...target, epoch: 2 }
  expect(await record({})).toBe(false)
})
