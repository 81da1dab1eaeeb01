import type { CoreContext } from '@patchbay/core/context'
import type { Principal } from '@patchbay/core/principal'
import { retryEffects } from '@patchbay/core/problems/retry-effects'
import { planAgain } from '@patchbay/core/runs/plan-again'
import { planRetry } from '@patchbay/core/runs/plan-retry'
import { retryRun } from '@patchbay/core/runs/retry-run'
import { mustGive } from '@patchbay/core/testing/result-of'
import { calledEffects } from '@patchbay/core/waits/called-effects'
import { CALLED_ANEW } from '@patchbay/core/waits/is-called-anew'
import { run } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { Trigger } from '@patchbay/flow/document'
import type { Plan } from '@patchbay/flow/plan'
import { useDatabase, useTemporal } from '@patchbay/local-stack/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { releaseSteps } from './release-steps.ts'
import { ended, until } from './testing/observe.ts'
import { constant, placed, planOf, scopeStep, setStep } from './testing/plans.ts'
import { type Desk, openDesk } from './testing/problem-desk.ts'
import { deploy, startRun, subflowNode } from './testing/waiting.ts'
import type { World } from './testing/world.ts'

const database = useDatabase(testDatabase)
const temporal = useTemporal()
let desk: Desk
let world: World
let ctx: CoreContext
let operator: Principal

beforeAll(async () => {
  desk = await openDesk({ appUrl: database.appUrl, address: temporal.address, namespace: temporal.namespace })
  ;({ world, ctx, operator } = desk)
}, 60_000)
afterAll(() => desk?.close())
beforeEach(() => {
  world.vendor.next.length = 0
})

const asUsual = { kind: 'hold', until: Promise.resolve() } as const
const refused = { kind: 'status', status: 422 } as const
const trigger: Trigger = { type: 'call', input: [], output: [] }
const callable = (...nodes: Parameters<typeof planOf>[0]) => deploy(world, { trigger, body: planOf(nodes) })
const childrenOf = (runId: string) =>
  desk.inside((tx) => tx.select().from(run).where(eq(run.parentRunId, runId)).orderBy(run.parentGeneration))

/** Until the run is over: called runs are started, and callers told, as the worker's loops do. */
async function carry(runId: string) {
  for (;;) {
    const children = await childrenOf(runId)
    await world.dispatch()
    for (const { id } of children) await until(world, id, ended)
    await releaseSteps(world.db, world.client, (error) => {
      throw error
    })
    const seen = await until(world, runId, (one) => ended(one) || one.steps.some(({ state }) => state === 'waiting'))
    if (ended(seen)) return seen
  }
}
const preview = async (runId: string, fromStepId: string | null) =>
  mustGive(await planRetry(ctx, operator, { runId, fromStepId }))
const told = (plan: Plan, runId: string) => desk.inside((tx) => retryEffects(tx, { plan, runId, node: 1 }))

test('what a failed called run had done is told as done again, until that run is mended', async () => {
  const called = await callable(desk.write('charge'), desk.write('ship'))
  const body = planOf([subflowNode('label', called.flowId), desk.write('after')])
  const caller = await deploy(world, { body })
  const before = world.vendor.effects.length
  world.vendor.next.push(asUsual, refused)
  const runId = await startRun(world, caller)
  expect((await carry(runId)).run.reasonCode).toBe('call_failed')
  expect(await told(body, runId)).toMatchObject({
    again: { stepId: 'label', connector: null, effect: 'create' },
    calledAnew: true,
    follows: [{ stepId: 'after' }],
  })
  const anew = { stepId: 'label', effect: 'create', fate: 'again', why: CALLED_ANEW, times: 1 }
  for (const from of [null, 'label']) {
    const { effects, steps } = await preview(runId, from)
    expect([effects, steps[0]]).toMatchObject([{ anew: 1, kept: 0 }, anew])
  }
  const at = { runId, versionId: caller.versionId, reuse: false }
  expect(mustGive(await planAgain(ctx, operator, at))).toMatchObject({ effects: { anew: 1 }, steps: [anew, {}] })
  // The called run is mended first: now the caller goes on with it.
  const [child] = await childrenOf(runId)
  mustGive(await retryRun(ctx, operator, { runId: child?.id ?? '' }))
  await world.dispatch()
  await until(world, child?.id ?? '', ({ run: { state } }) => state === 'succeeded')
  expect(await told(body, runId)).toMatchObject({ again: null, calledAnew: false })
  expect((await preview(runId, null)).effects.anew).toBe(0)
  // From the step itself it calls anew all the same, and so does another run of the event.
  expect((await preview(runId, 'label')).effects.anew).toBe(1)
  expect(mustGive(await planAgain(ctx, operator, at)).effects.anew).toBe(1)
  mustGive(await retryRun(ctx, operator, { runId }))
  expect((await carry(runId)).run.state).toBe('succeeded')
  expect(world.vendor.effects.length - before).toBe(3)
  expect((await preview(runId, 'label')).effects).toEqual({ anew: 2, kept: 0 })
  expect((await preview(runId, 'after')).effects).toEqual({ anew: 1, kept: 1 })
})

test('a called run that had done nothing, and a flow that changes nothing, are no change outside', async () => {
  const called = await callable(desk.write('charge'))
  const pure = await callable(setStep('note', constant('only looks')))
  const plan = planOf([subflowNode('charge', called.flowId), subflowNode('look', pure.flowId)])
  expect([...(await desk.inside((tx) => calledEffects(tx, plan)))]).toEqual([
    [1, 'create'],
    [2, 'pure'],
  ])
  const pinned = planOf([subflowNode('look', pure.flowId, { versionId: pure.versionId })])
  expect([...(await desk.inside((tx) => calledEffects(tx, pinned)))]).toEqual([[1, 'pure']])
  world.vendor.next.push(refused)
  const runId = await startRun(world, await deploy(world, { body: plan }))
  expect((await carry(runId)).run.reasonCode).toBe('call_failed')
  expect(await preview(runId, null)).toMatchObject({
    effects: { anew: 0, kept: 0 },
    steps: [
      { stepId: 'charge', fate: 'tried', why: null },
      { stepId: 'look', effect: 'pure' },
    ],
  })
  expect(await told(plan, runId)).toMatchObject({ again: { stepId: 'charge' }, calledAnew: false, follows: [] })
})

test('a retry of what was undone leaves what a flow called in between has done', async () => {
  const called = await callable(desk.write('label'))
  const inScope = { region: 1, lane: 0 }
  const body = planOf([
    scopeStep('try', { compensates: true, catches: false, always: false }),
    placed(desk.write('pay'), { ...inScope, deps: [], undo: 5 }),
    placed(subflowNode('ship', called.flowId), { ...inScope, deps: [{ node: 2, port: 'out' }] }),
    placed(desk.write('tell'), { ...inScope, deps: [{ node: 3, port: 'out' }] }),
    placed(desk.write('refund'), { region: 1, undoOf: 2, deps: [] }),
  ])
  world.vendor.next.push(asUsual, asUsual, refused)
  const runId = await startRun(world, await deploy(world, { body }))
  expect((await carry(runId)).run).toMatchObject({ state: 'failed', failedStepId: 'tell' })
  expect(await preview(runId, null)).toMatchObject({ effects: { anew: 1, kept: 1 } })
  mustGive(await retryRun(ctx, operator, { runId }))
  expect((await carry(runId)).run.state).toBe('succeeded')
  expect(await childrenOf(runId)).toHaveLength(1)
})

test('a call that was undone is made anew by a retry, as it is told', async () => {
  const called = await callable(desk.write('label'))
  const inScope = { region: 1, lane: 0 }
  const body = planOf([
    scopeStep('try', { compensates: true, catches: false, always: false }),
    placed(subflowNode('ship', called.flowId), { ...inScope, deps: [], undo: 4 }),
    placed(desk.write('tell'), { ...inScope, deps: [{ node: 2, port: 'out' }] }),
    placed(desk.write('recall'), { region: 1, undoOf: 2, deps: [] }),
  ])
  const before = world.vendor.effects.length
  world.vendor.next.push(asUsual, refused)
  const runId = await startRun(world, await deploy(world, { body }))
  expect((await carry(runId)).run).toMatchObject({ state: 'failed', failedStepId: 'tell' })
  expect(world.vendor.effects.length - before).toBe(2)
  expect(await preview(runId, null)).toMatchObject({
    effects: { anew: 1, kept: 0 },
    steps: [{}, { stepId: 'ship', fate: 'again', effect: 'create', times: 1 }, { stepId: 'tell', fate: 'tried' }],
  })
  mustGive(await retryRun(ctx, operator, { runId }))
  expect((await carry(runId)).run.state).toBe('succeeded')
  expect((await childrenOf(runId)).map(({ parentGeneration, state }) => [parentGeneration, state])).toEqual([
    [1, 'succeeded'],
    [2, 'succeeded'],
  ])
  expect(world.vendor.effects.length - before).toBe(4)
  // Not undone since: it stays.
  expect(await preview(runId, 'tell')).toMatchObject({ effects: { anew: 1, kept: 1 } })
})
