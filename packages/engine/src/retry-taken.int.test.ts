import type { CoreContext } from '@patchbay/core/context'
import type { Principal } from '@patchbay/core/principal'
import { retryEffects } from '@patchbay/core/problems/retry-effects'
import { settleStep } from '@patchbay/core/problems/settle-step'
import { getRun } from '@patchbay/core/runs/get-run'
import { planRetry } from '@patchbay/core/runs/plan-retry'
import { retryRun } from '@patchbay/core/runs/retry-run'
import { mustGive, mustRefuse } from '@patchbay/core/testing/result-of'
import { testDatabase } from '@patchbay/db/testing'
import type { Plan } from '@patchbay/flow/plan'
import { useDatabase, useTemporal } from '@patchbay/local-stack/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ended, type Observed, states, until } from './testing/observe.ts'
import { constant, loopStep, type Node, placed, planOf, reference, scopeStep, setStep } from './testing/plans.ts'
import { type Desk, openDesk } from './testing/problem-desk.ts'

const database = useDatabase(testDatabase)
const temporal = useTemporal()
let desk: Desk
let ctx: CoreContext
let operator: Principal

beforeAll(async () => {
  desk = await openDesk({ appUrl: database.appUrl, address: temporal.address, namespace: temporal.namespace })
  ;({ ctx, operator } = desk)
}, 60_000)
afterAll(() => desk?.close())
beforeEach(() => desk.clear())

/** The vendor's answers in the order of its calls: `.` as usual, `x` refused for good. */
async function play(plan: Plan, answers: string, item = {}): Promise<Observed> {
  const { vendor } = desk.world
  for (const answer of answers) {
    vendor.next.push(answer === 'x' ? { kind: 'status', status: 422 } : { kind: 'hold', until: Promise.resolve() })
  }
  const { failed } = await desk.stopAt(plan, item)
  expect([failed.run.state, failed.run.failedStepId, vendor.next]).toEqual(['failed', 'last', []])
  return failed
}

/** What a retry sent, by its text, once the run has ended. */
async function retry(runId: string, of: { fromStepId?: string; epoch?: number } = {}) {
  const { world } = desk
  const before = world.vendor.requests.length
  mustGive(await retryRun(ctx, operator, { runId, fromStepId: of.fromStepId }))
  await world.dispatch()
  const done = await until(world, runId, (seen) => ended(seen) && seen.run.epoch === (of.epoch ?? 2))
  const sent = world.vendor.requests.slice(before).map(({ body }): string => JSON.parse(body).text)
  return { done, sent }
}

const preview = async (runId: string, fromStepId: string | null = null) => {
  const told = mustGive(await planRetry(ctx, operator, { runId, fromStepId }))
  return { ...told, fates: told.steps.map(({ stepId, fate, times }) => `${stepId} ${fate} ${times}`) }
}

const after = (node: number, port = 'out') => ({ deps: [{ node, port }] })
const inside = (node: Node, region: number, more: Parameters<typeof placed>[1] = {}) =>
  placed(node, { region, lane: 0, deps: [], ...more })

describe('a retry of a run that failed later', () => {
  test('leaves what a lane “If it fails” took, and what was undone before it; and says so', async () => {
    const plan = planOf([
      scopeStep('try', { compensates: true, catches: true, always: false }),
      inside(desk.write('first'), 1, { undo: 4 }),
      inside(desk.write('breaks'), 1, after(2)),
      inside(desk.write('undoFirst'), 1, { undoOf: 2 }),
      inside(desk.write('caught'), 1, { lane: 1 }),
      placed(desk.write('last'), after(1)),
    ])
    const { run, steps } = await play(plan, '.x..x')
    const told = await preview(run.id)
    expect(told.fates).toEqual(['try reused 1', 'first left 1', 'breaks left 1', 'caught reused 1', 'last tried 1'])
    expect(told.effects).toEqual({ anew: 0, kept: 1 })
    expect(told.steps.find(({ stepId }) => stepId === 'breaks')?.why).toContain('“try”')
    const effects = await desk.inside((tx) => retryEffects(tx, { plan, runId: run.id, node: 6 }))
    expect(effects).toMatchObject({ again: { stepId: 'last' }, kept: [{ stepId: 'caught' }], follows: [] })
    const shown = mustGive(await getRun(ctx, operator, { runId: run.id })).steps.filter(
      (step) => step.leftBehind !== null,
    )
    expect(shown.map(({ stepId }) => stepId)).toEqual(['first', 'breaks'])
    // Nor can it be settled alone: the run has been by way of its failure.
    const stepRunId = steps.find(({ stepId }) => stepId === 'breaks')?.id ?? ''
    const supply = { runId: run.id, stepRunId, act: { kind: 'supply', output: { id: 'x', n: 1 } } } as const
    for (const act of [{ kind: 'retry' } as const, supply.act, { kind: 'skip' } as const]) {
      expect(mustRefuse(await settleStep(ctx, operator, { ...supply, act })).message).toContain('“try”')
    }
    const { done, sent } = await retry(run.id)
    expect([done.run.state, sent]).toEqual(['succeeded', ['last']])
    expect(states(done)).toMatchObject({ first: 'succeeded', breaks: 'failed', undoFirst: 'succeeded' })
  })

  test('leaves what went on by the error path of a frame; from a step inside, it is done again', async () => {
    const plan = planOf([
      placed(scopeStep('box', { compensates: false, catches: false, always: false }), { catches: true }),
      inside(desk.write('first'), 1),
      inside(desk.write('breaks'), 1, after(2)),
      placed(desk.write('sorry'), after(1, 'error')),
      placed(desk.write('well'), after(1)),
      placed(desk.write('last'), after(4)),
    ])
    const { run } = await play(plan, '.x.x')
    expect((await preview(run.id)).fates).toEqual([
      'box reused 1',
      'first reused 1',
      'breaks left 1',
      'sorry reused 1',
      'last tried 1',
    ])
    const { done, sent } = await retry(run.id)
    expect([done.run.state, sent]).toEqual(['succeeded', ['last']])
    expect(states(done)).toMatchObject({ breaks: 'failed', sorry: 'succeeded', well: 'skipped' })
    const anew = await retry(run.id, { fromStepId: 'breaks', epoch: 3 })
    expect([anew.done.run.state, anew.sent]).toEqual(['succeeded', ['breaks', 'well']])
  })

  test('leaves an item that its loop went on after, and does it again where it is asked to', async () => {
    const plan = planOf([
      loopStep('lines', { list: reference('start', 'lines'), control: { onItemError: 'continue', concurrency: 1 } }),
      placed(desk.write('each'), { region: 1, deps: [] }),
      placed(desk.write('last'), after(1)),
    ])
    const { run } = await play(plan, 'x.x', { lines: ['a', 'b'] })
    const { fates } = await preview(run.id)
    expect(fates).toEqual(['lines reused 1', 'each reused 1', 'each left 1', 'last tried 1'])
    const { done, sent } = await retry(run.id)
    expect([done.run.state, sent]).toEqual(['succeeded', ['last']])
    expect(states(done)).toMatchObject({ 'each[0]': 'failed', 'each[1]': 'succeeded' })
    expect((await preview(run.id, 'each')).fates).toEqual(['lines reused 1', 'each again 1', 'last again 1'])
    const anew = await retry(run.id, { fromStepId: 'each', epoch: 3 })
    expect(anew.sent).toEqual(['each', 'each', 'last'])
    expect(states(anew.done)).toMatchObject({ 'each[0]': 'succeeded', 'each[1]': 'succeeded' })
  })

  test('undoes what it has applied, although there was nothing to undo in the round before', async () => {
    const ifFails = { kind: 'default', output: constant('none') } as const
    const plan = planOf([
      scopeStep('try', { compensates: true, catches: true, always: false }),
      inside(desk.write('reserve', { work: { ifFails } }), 1, { undo: 4 }),
      inside(desk.write('pay'), 1, after(2)),
      inside(desk.write('release'), 1, { undoOf: 2 }),
      placed(desk.write('last'), after(1)),
    ])
    const { run, steps } = await play(plan, 'xxx')
    expect(steps.find(({ stepId }) => stepId === 'release')).toMatchObject({ state: 'succeeded', attempts: 0 })
    desk.world.vendor.next.push({ kind: 'hold', until: Promise.resolve() }, { kind: 'status', status: 422 })
    const { sent } = await retry(run.id, { fromStepId: 'reserve' })
    expect(sent).toEqual(['reserve', 'pay', 'release', 'last'])
  })

  test('leaves a lane that its parallel could do without', async () => {
    const both: Node = {
      control: {
        id: 'both',
        kind: 'parallel',
        mode: 'segment',
        join: { of: 'ended', need: 2, timeoutMs: null, lanes: 2 },
      },
      work: { kind: 'parallel', name: 'both' },
    }
    const plan = planOf([
      both,
      inside(desk.write('breaks'), 1),
      inside(setStep('other', constant('x')), 1, { lane: 1 }),
      placed(desk.write('last'), after(1)),
    ])
    const { run } = await play(plan, 'xx')
    expect((await preview(run.id)).fates).toEqual(['both reused 1', 'breaks left 1', 'other reused 1', 'last tried 1'])
    const { done, sent } = await retry(run.id)
    expect([done.run.state, sent]).toEqual(['succeeded', ['last']])
    expect(states(done)).toMatchObject({ breaks: 'failed', other: 'succeeded' })
  })

  test('leaves what an inner frame took, and does again what the one around it undid', async () => {
    const plan = planOf([
      scopeStep('outer', { compensates: true, catches: false, always: false }),
      inside(scopeStep('inner', { compensates: true, catches: true, always: false }), 1),
      inside(desk.write('first'), 2, { undo: 5 }),
      inside(desk.write('breaks'), 2, after(3)),
      inside(desk.write('undoFirst'), 2, { undoOf: 3 }),
      inside(desk.write('caught'), 2, { lane: 1, undo: 7 }),
      inside(desk.write('undoCaught'), 2, { lane: 1, undoOf: 6 }),
      inside(desk.write('last'), 1, after(2)),
    ])
    const { run } = await play(plan, '.x..x.')
    const { fates } = await preview(run.id)
    expect(fates).toEqual([
      'outer reused 1',
      'inner reused 1',
      'first left 1',
      'breaks left 1',
      'caught again 1',
      'last tried 1',
    ])
    const { done, sent } = await retry(run.id)
    expect([done.run.state, sent]).toEqual(['succeeded', ['caught', 'last']])
    expect(states(done)).toMatchObject({ breaks: 'failed', undoFirst: 'succeeded', undoCaught: 'skipped' })
  })
})
