import type { CoreContext } from '@patchbay/core/context'
import type { Principal } from '@patchbay/core/principal'
import { pauseRun } from '@patchbay/core/runs/pause-run'
import { resumeRun } from '@patchbay/core/runs/resume-run'
import { retryRun } from '@patchbay/core/runs/retry-run'
import { openCore, type TestCore } from '@patchbay/core/testing/open-core'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { decision, stepRun } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase, useTemporal } from '@patchbay/local-stack/testing'
import { and, eq, inArray } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEnginePort } from './client.ts'
import { ended, observe, states, until } from './testing/observe.ts'
import { action, constant, placed, planOf, reference, scopeStep, setStep } from './testing/plans.ts'
import { approvalNode } from './testing/waiting.ts'
import { openWorld, type World } from './testing/world.ts'

/** A parallel whose time is over has failed for every epoch that follows, whatever its lanes come to. */

const database = useDatabase(testDatabase)
const temporal = useTemporal()
let world: World
let core: TestCore
let ctx: CoreContext
let operator: Principal

const fail = (error: unknown): never => {
  throw error
}

beforeAll(async () => {
  world = await openWorld({ appUrl: database.appUrl, address: temporal.address, namespace: temporal.namespace })
  core = openCore(database.appUrl)
  ctx = { ...core.ctx, db: world.db, engine: createEnginePort(world.client, fail), notify: () => undefined }
  const { workspaceId } = world
  operator = { kind: 'user', userId: workspaceId, name: 'Tamsin', workspaceId, role: 'owner' }
}, 60_000)
afterAll(async () => {
  await core?.close()
  await world?.close()
})

const ASK_MS = 3_600_000
const join = { of: 'ended' as const, need: null, timeoutMs: 200, lanes: 2 }
const race = {
  control: { id: 'race', kind: 'parallel' as const, mode: 'segment' as const, join },
  work: { kind: 'parallel' as const, name: 'Race' },
}
const write = (id: string) => action(id, 'keyed', { connectionId: world.connectionId })

/** A person is asked in one lane, and does not answer in time; then it is told, and somebody is asked about that. */
const caught = () =>
  planOf([
    placed(race, { catches: true }),
    placed(approvalNode('ask', { deadlineMs: ASK_MS }), { region: 1, lane: 0, deps: [] }),
    placed(setStep('short', constant('x')), { region: 1, lane: 1, deps: [] }),
    placed(setStep('why', reference('race', 'error', 'code')), { deps: [{ node: 1, port: 'error' }] }),
    placed(write('late'), { deps: [{ node: 4, port: 'out' }] }),
    placed(approvalNode('hold', { deadlineMs: ASK_MS }), { deps: [{ node: 5, port: 'out' }] }),
    placed(write('after'), { deps: [{ node: 1, port: 'out' }] }),
  ])

const begin = async (plan: ReturnType<typeof planOf>) => {
  const before = world.vendor.effects.length
  const { runId } = await world.start(plan)
  await world.dispatch()
  return { runId, effects: () => world.vendor.effects.length - before }
}

/** They are answered while nobody works on the run. */
const approve = (runId: string, ...stepIds: string[]) =>
  inWorkspace(world.db, world.workspaceId, (tx) =>
    tx
      .update(stepRun)
      .set({ state: 'succeeded', port: 'approved', finishedAt: new Date() })
      .where(and(eq(stepRun.runId, runId), inArray(stepRun.stepId, stepIds))),
  )

const stepOf = async (runId: string, id: string) =>
  (await observe(world, runId)).steps.find(({ stepId }) => stepId === id)

test('a run that is paused on the error path of a time-out goes on there', async () => {
  const { runId, effects } = await begin(caught())
  await until(world, runId, (seen) => states(seen)['hold'] === 'waiting')
  expect(await stepOf(runId, 'race')).toMatchObject({
    ...{ state: 'failed', port: 'error' },
    error: { code: 'join_timed_out', message: 'Its lanes did not come together within its time.' },
  })
  await pauseRun(ctx, operator, { runId })
  await approve(runId, 'ask', 'hold')
  expect(await resumeRun(ctx, operator, { runId })).toMatchObject({ ok: true, value: { goesOn: true } })
  await world.dispatch()
  const done = await until(world, runId, ended)
  expect([done.run.state, states(done)]).toMatchObject([
    'succeeded',
    { race: 'failed', why: 'succeeded', late: 'succeeded', hold: 'succeeded', after: 'skipped' },
  ])
  expect(effects()).toBe(1)
  // Asked for by a person, its lanes are entered again.
  expect(await retryRun(ctx, operator, { runId, fromStepId: 'short' })).toMatchObject({ ok: true })
  await world.dispatch()
  const again = await until(world, runId, ended)
  expect([again.run.state, states(again)]).toMatchObject(['succeeded', { race: 'succeeded', after: 'succeeded' }])
  expect(effects()).toBe(2)
})

test('a retry of what failed on the error path does not go back to the lanes', async () => {
  world.vendor.next.push({ kind: 'status', status: 422 })
  const { runId, effects } = await begin(caught())
  const first = await until(world, runId, ended)
  expect(first.run).toMatchObject({ state: 'failed', failedStepId: 'late' })
  await approve(runId, 'ask')
  expect(await retryRun(ctx, operator, { runId })).toMatchObject({ ok: true })
  await world.dispatch()
  await until(world, runId, (seen) => states(seen)['hold'] === 'waiting')
  expect(states(await observe(world, runId))).toMatchObject({ race: 'failed', late: 'succeeded' })
  expect((await stepOf(runId, 'after'))?.state ?? 'skipped').toBe('skipped')
  expect(effects()).toBe(1)
})

test('a retry of a time-out that nothing took gives the parallel its time again', async () => {
  const plan = planOf([
    race,
    placed(approvalNode('ask', { deadlineMs: ASK_MS }), { region: 1, lane: 0, deps: [] }),
    placed(setStep('short', constant('x')), { region: 1, lane: 1, deps: [] }),
    placed(write('after'), { deps: [{ node: 1, port: 'out' }] }),
  ])
  const { runId, effects } = await begin(plan)
  expect((await until(world, runId, ended)).run).toMatchObject({
    ...{ state: 'failed', reasonCode: 'join_timed_out', failedStepId: 'race' },
    reason: '“Race” failed: Its lanes did not come together within its time.',
  })
  await approve(runId, 'ask')
  expect(await retryRun(ctx, operator, { runId })).toMatchObject({ ok: true })
  await world.dispatch()
  const done = await until(world, runId, ended)
  expect([done.run.state, states(done)]).toMatchObject(['succeeded', { race: 'succeeded', after: 'succeeded' }])
  expect(effects()).toBe(1)
})

test('an undo that is paused goes on undoing, though a lane has come through', async () => {
  const plan = planOf([
    scopeStep('saga', { compensates: true, catches: false, always: false }),
    placed(write('charge'), { region: 1, lane: 0, deps: [], undo: 7, mode: 'activity' }),
    placed(write('mail'), { region: 1, lane: 0, asksUndo: true, mode: 'activity' }),
    placed(race, { region: 1, lane: 0 }),
    placed(approvalNode('ask', { deadlineMs: ASK_MS }), { region: 4, lane: 0, deps: [] }),
    placed(setStep('short', constant('x')), { region: 4, lane: 1, deps: [] }),
    placed(write('refund'), { region: 1, deps: [], undoOf: 2, mode: 'activity' }),
    placed(write('after'), { deps: [{ node: 1, port: 'out' }] }),
  ])
  const { runId, effects } = await begin(plan)
  await until(world, runId, ({ decisions }) => decisions.length === 1)
  await pauseRun(ctx, operator, { runId })
  await approve(runId, 'ask')
  await inWorkspace(world.db, world.workspaceId, (tx) =>
    tx.update(decision).set({ state: 'decided', verdict: 'done' }).where(eq(decision.runId, runId)),
  )
  await resumeRun(ctx, operator, { runId })
  await world.dispatch()
  const done = await until(world, runId, ended)
  expect([done.run.state, states(done)]).toMatchObject(['failed', { race: 'failed', refund: 'succeeded' }])
  expect(states(done)['after']).toBe('skipped')
  expect(effects()).toBe(3)
})
