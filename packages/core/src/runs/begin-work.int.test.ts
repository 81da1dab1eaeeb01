import { inWorkspace } from '@patchbay/db/in-workspace'
import { run } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase } from '@patchbay/local-stack/testing'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Principal } from '../principal.ts'
import { openCore, type TestCore } from '../testing/open-core.ts'
import { openShop } from '../testing/open-shop.ts'
import { seedRun } from '../testing/seed-run.ts'
import { stepRecord } from '../testing/step-record.ts'
import { beginAttempt } from './begin-attempt.ts'
import { beginWork, MAX_FRUITLESS_STARTS } from './begin-work.ts'
import { judgeStart, type StartOutcome } from './judge-start.ts'
import { recordStep } from './record-step.ts'
import type { RunTarget } from './run-target.ts'

const database = useDatabase(testDatabase)
let core: TestCore
let owner: Principal
let flowId: string
let target: RunTarget

beforeAll(async () => {
  core = openCore(database.appUrl)
  ;({ owner, flowId } = await openShop(core))
})
afterAll(() => core.close())

beforeEach(async () => {
  const { runId } = await seedRun(core.ctx, { workspaceId: owner.workspaceId, flowId })
  target = { workspaceId: owner.workspaceId, runId, epoch: 1 }
})

/** As a worker that dies: nothing is heard of the run for a while. */
const goSilent = () =>
  inWorkspace(core.ctx.db, target.workspaceId, (tx) =>
    tx.update(run).set({ progressAt: sql`now() - interval '15 s'` }).where(eq(run.id, target.runId)),
  )

const begin = async () => (await beginWork(core.ctx.db, target, { iterations: [''] })).verdict

test('many steps that begin side by side are no poison', async () => {
  const verdicts = await Promise.all(Array.from({ length: 30 }, () => begin()))
  expect(new Set(verdicts)).toEqual(new Set(['ok']))
})

test('a run that goes silent each time it is begun is poison', async () => {
  for (let start = 1; start <= MAX_FRUITLESS_STARTS; start++) {
    await goSilent()
    expect(await begin()).toBe('ok')
  }
  await goSilent()
  expect(await begin()).toBe('poison')
})

test('a step that gets through forgives the starts before it', async () => {
  for (let start = 1; start <= MAX_FRUITLESS_STARTS; start++) {
    await goSilent()
    await begin()
  }
  await recordStep(
    core.ctx.db,
    target,
    stepRecord({
      place: { node: 0, stepId: 'order', iteration: '' },
      kind: 'trigger',
    }),
  )
  await goSilent()
  expect(await begin()).toBe('ok')
})

const judge = (outcome: StartOutcome) => judgeStart(core.ctx.db, target, outcome)

test('a start that its worker outlived is never held against a run, however often it fails', async () => {
  for (let start = 1; start <= 2 * MAX_FRUITLESS_STARTS; start++) {
    await goSilent()
    expect(await begin()).toBe('ok')
    expect(await judge('failed')).toEqual({ failsForLong: false })
  }
})

test('a look that comes through without progress ends the hour, and clears no worker’s death', async () => {
  for (let start = 1; start < MAX_FRUITLESS_STARTS; start++) {
    await goSilent()
    await begin()
  }
  await judge('failed')
  expect(await beginWork(core.ctx.db, target, { iterations: [''] })).toMatchObject({ verdict: 'ok', fails: true })
  await judge('through')
  expect(await beginWork(core.ctx.db, target, { iterations: [''] })).toMatchObject({ verdict: 'ok', fails: false })
  for (const verdict of ['ok', 'ok', 'poison']) {
    await goSilent()
    expect(await begin()).toBe(verdict)
  }
})

test('an hour in which nobody tried is no hour of failures', async () => {
  const lay = (progressAt: string) =>
    inWorkspace(core.ctx.db, target.workspaceId, (tx) =>
      tx
        .update(run)
        .set({ failingSince: sql`now() - interval '61 min'`, progressAt: sql`now() - ${progressAt}::interval` })
        .where(eq(run.id, target.runId)),
    )
  await lay('61 min')
  // The database was away for so long that not even the start got through.
  expect(await judge('failed')).toEqual({ failsForLong: false })
  await lay('61 min')
  await begin()
  expect(await judge('failed')).toEqual({ failsForLong: false })
  await lay('10 s')
  await begin()
  expect(await judge('failed')).toEqual({ failsForLong: true })
})

test('a run that fails for an hour without progress is given up, and progress begins the hour anew', async () => {
  const anHourAgo = () =>
    inWorkspace(core.ctx.db, target.workspaceId, (tx) =>
      tx.update(run).set({ failingSince: sql`now() - interval '61 min'` }).where(eq(run.id, target.runId)),
    )
  await anHourAgo()
  expect(await judge('failed')).toEqual({ failsForLong: true })
  await recordStep(
    core.ctx.db,
    target,
    stepRecord({ place: { node: 0, stepId: 'order', iteration: '' }, kind: 'trigger' }),
  )
  expect(await judge('failed')).toEqual({ failsForLong: false })
})

test('what twins come to and what they mean to send is stored once', async () => {
  const stored = async () => {
    const { rows } = await inWorkspace(core.ctx.db, target.workspaceId, (tx) =>
      tx.execute<{ count: number }>(sql`SELECT count(*)::int AS count FROM payload WHERE kind IN ('input', 'output')`),
    )
    return rows[0]?.count ?? 0
  }
  const before = await stored()
  const record = (total: number) =>
    recordStep(
      core.ctx.db,
      target,
      stepRecord({
        place: { node: 5, stepId: 'prepare', iteration: '' },
        kind: 'set',
        input: { total },
        output: { total },
      }),
    )
  expect(await Promise.all([record(1), record(1)])).toEqual([true, true])
  const intent = () =>
    beginAttempt(core.ctx.db, target, {
      place: { node: 6, stepId: 'read', iteration: '' },
      kind: 'action',
      effect: 'read',
      connectionId: null,
      newInput: { id: 1 },
      generation: 1,
      idempotencyKey: 'key',
      attemptsSoFar: 0,
    })
  const begun = await Promise.all([intent(), intent()])
  expect(begun.filter((one) => one !== null)).toHaveLength(1)
  expect(await stored()).toBe(before + 3)
})
