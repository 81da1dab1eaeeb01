import { randomUUID } from 'node:crypto'
import type { CoreContext } from '@patchbay/core/context'
import type { Principal } from '@patchbay/core/principal'
import { planAgain } from '@patchbay/core/runs/plan-again'
import { planRetry } from '@patchbay/core/runs/plan-retry'
import { retryRun } from '@patchbay/core/runs/retry-run'
import { runAgain } from '@patchbay/core/runs/run-again'
import { mustGive, mustRefuse } from '@patchbay/core/testing/result-of'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { flowVersion, plan as planTable, problem, stepHistory } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { ActionStep, FlowDocument, Step } from '@patchbay/flow/document'
import type { Mapping } from '@patchbay/flow/mapping'
import type { Plan } from '@patchbay/flow/plan'
import { useDatabase, useTemporal } from '@patchbay/local-stack/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ended, states, until } from './testing/observe.ts'
import { action, constant, planOf } from './testing/plans.ts'
import { type Desk, openDesk } from './testing/problem-desk.ts'
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

const write = (id: string, mapping: Mapping = constant(id)) =>
  action(id, 'keyed', {
    connectionId: world.connectionId,
    work: { fields: [{ name: 'text', label: 'Text', required: true, mapping }] },
  })
const from = (step: string): Mapping => ({ kind: 'reference', ref: { from: step, path: ['id'] } })
const start = async (plan: Plan, item = {}) => {
  const { runId } = await world.start(plan, item)
  await world.dispatch()
  return until(world, runId, ended)
}
const again = async (runId: string, epoch: number) => {
  await world.dispatch()
  return until(world, runId, (seen) => ended(seen) && seen.run.epoch === epoch)
}
const effectsSince = (before: number) => world.vendor.effects.slice(before)

describe('retry from any step', () => {
  test('what came before is reused, the step and all after it are applied anew under other keys', async () => {
    const plan = planOf([write('first'), write('second', from('first')), write('third', from('second'))])
    const { run } = await start(plan)
    expect(run.state).toBe('succeeded')
    const preview = mustGive(await planRetry(ctx, operator, { runId: run.id, fromStepId: 'second' }))
    expect(preview).toMatchObject({ effects: { anew: 2, kept: 1 }, refused: null })
    expect(preview.steps.map(({ stepId, fate }) => [stepId, fate])).toEqual([
      ['first', 'reused'],
      ['second', 'again'],
      ['third', 'again'],
    ])
    expect(mustRefuse(await retryRun(ctx, operator, { runId: run.id })).message).toContain('Only a failed')
    const before = world.vendor.effects.length
    mustGive(await retryRun(ctx, operator, { runId: run.id, fromStepId: 'second' }))
    const done = await again(run.id, 2)
    expect(states(done)).toEqual({ first: 'succeeded', second: 'succeeded', third: 'succeeded' })
    expect(effectsSince(before)).toHaveLength(2)
    expect(new Set(world.vendor.effects.map(({ key }) => key)).size).toBe(world.vendor.effects.length)
    // The third was built from what the second gave this time.
    const made = JSON.parse(world.vendor.requests.at(-1)?.body ?? '{}')
    expect(made.text).toBe(`made_${world.vendor.effects.length - 1}`)
    const kept = await inWorkspace(world.db, world.workspaceId, (tx) =>
      tx.select().from(stepHistory).where(eq(stepHistory.runId, run.id)),
    )
    expect(kept.map(({ stepId, why, state }) => [stepId, why, state]).toSorted()).toEqual([
      ['second', 'done_again', 'succeeded'],
      ['third', 'done_again', 'succeeded'],
    ])
  })

  test('is refused where nobody knows whether a write went through', async () => {
    world.vendor.next.push({ kind: 'hold', until: Promise.resolve() }, { kind: 'apply_then_cut' })
    const policy = { maxAttempts: 1, initialDelayMs: 1, backoff: 1, maxDelayMs: 1, retryOn: [], timeoutMs: 30_000 }
    const unsafe = action('pay', 'unsafe', {
      connectionId: world.connectionId,
      work: { onUnknown: 'may_repeat', policy },
    })
    const { run } = await start(planOf([write('first'), unsafe]))
    expect(run.state).toBe('failed')
    const preview = mustGive(await planRetry(ctx, operator, { runId: run.id, fromStepId: 'first' }))
    expect(preview.refused).toContain('Nobody knows whether “pay” went through')
    expect(mustRefuse(await retryRun(ctx, operator, { runId: run.id, fromStepId: 'first' })).code).toBe('conflict')
  })

  test('from inside a loop does all its items again, and leaves what stood before the loop', async () => {
    const inner = write('each', { kind: 'reference', ref: { from: 'lines', path: ['item', 'sku'] } })
    const plan = planOf([
      write('before'),
      {
        control: { id: 'lines', kind: 'loop', mode: 'segment', concurrency: 2, onItemError: 'stop' },
        work: { kind: 'loop', name: 'Lines', list: { kind: 'reference', ref: { from: 'start', path: ['lines'] } } },
      },
      { ...inner, control: { ...inner.control, region: 2, deps: [] } },
    ])
    const { run } = await start(plan, { lines: [{ sku: 'a' }, { sku: 'b' }] })
    const preview = mustGive(await planRetry(ctx, operator, { runId: run.id, fromStepId: 'each' }))
    expect(preview.steps.map(({ stepId, fate, times }) => [stepId, fate, times])).toEqual([
      ['before', 'reused', 1],
      ['lines', 'reused', 1],
      ['each', 'again', 2],
    ])
    const before = world.vendor.effects.length
    mustGive(await retryRun(ctx, operator, { runId: run.id, fromStepId: 'each' }))
    const done = await again(run.id, 2)
    expect(done.run.state).toBe('succeeded')
    expect(effectsSince(before)).toHaveLength(2)
  })
})

describe('run again on another version', () => {
  const documented = (id: string, mapping: Mapping): ActionStep => ({
    id,
    name: id,
    kind: 'action',
    connector: 'vendor',
    action: 'keyed',
    connectionId: world.connectionId,
    input: { text: mapping },
    position: { x: 0, y: 0 },
  })
  const documentOf = (steps: Step[]): FlowDocument => {
    const trigger: Step = {
      id: 'start',
      name: 'Start',
      kind: 'trigger',
      trigger: { type: 'api' },
      position: { x: 0, y: 0 },
    }
    const all = [trigger, ...steps]
    const edges = steps.map((step, index) => ({
      id: `e${index}`,
      from: all[index]?.id ?? '',
      port: 'out',
      to: step.id,
    }))
    return { schemaVersion: 1, steps: all, edges, notes: [] }
  }
  /** The version that the run went by says what it did; the next one has other steps. */
  const publishNext = (
    seen: Awaited<ReturnType<typeof start>>,
    steps: [string, Mapping][],
    next: [string, Mapping][],
  ) =>
    inWorkspace(world.db, world.workspaceId, async (tx) => {
      const { flowId, versionId } = seen.run
      await tx
        .update(flowVersion)
        .set({ document: documentOf(steps.map(([id, mapping]) => documented(id, mapping))) })
        .where(eq(flowVersion.id, versionId))
      const hash = randomUUID()
      const body = planOf(next.map(([id, mapping]) => write(id, mapping)))
      await tx.insert(planTable).values({ workspaceId: world.workspaceId, hash, body })
      const document = documentOf(next.map(([id, mapping]) => documented(id, mapping)))
      const id = newId()
      const row = { id, workspaceId: world.workspaceId, flowId, number: 2, document, planHash: hash }
      await tx.insert(flowVersion).values({ ...row, publishedBy: 'test' })
      return id
    })

  test('takes over what still holds, does the rest under keys of its own, and settles the problem of the first', async () => {
    const steps: [string, Mapping][] = [
      ['first', constant('a')],
      ['second', from('first')],
      ['third', from('second')],
    ]
    world.vendor.next.push(
      { kind: 'hold', until: Promise.resolve() },
      { kind: 'hold', until: Promise.resolve() },
      { kind: 'status', status: 422 },
    )
    const failed = await start(planOf(steps.map(([id, mapping]) => write(id, mapping))))
    expect(failed.run).toMatchObject({ state: 'failed', failedStepId: 'third' })
    // The next version has one more step in front, and another third.
    const versionId = await publishNext(failed, steps, [
      ['extra', constant('new')],
      ['first', constant('a')],
      ['second', from('first')],
      ['third', from('first')],
    ])
    const preview = mustGive(await planAgain(ctx, operator, { runId: failed.run.id, versionId, reuse: true }))
    expect(preview.steps.map(({ stepId, fate, why }) => [stepId, fate, why])).toEqual([
      ['extra', 'first', 'It is new in that version.'],
      ['first', 'reused', null],
      ['second', 'reused', null],
      ['third', 'tried', null],
    ])
    expect(preview).toMatchObject({ version: 2, effects: { anew: 0, kept: 2 }, refused: null })
    const before = world.vendor.effects.length
    const { runId } = mustGive(await runAgain(ctx, operator, { runId: failed.run.id, versionId }))
    await world.dispatch()
    const done = await until(world, runId ?? '', ended)
    expect(done.run).toMatchObject({ state: 'succeeded', againOf: failed.run.id, versionId })
    expect(states(done)).toEqual({ extra: 'succeeded', first: 'succeeded', second: 'succeeded', third: 'succeeded' })
    expect(effectsSince(before)).toHaveLength(2)
    expect(JSON.parse(world.vendor.requests.at(-1)?.body ?? '{}')).toEqual({ text: expect.stringMatching(/^made_/) })
    expect(new Set(world.vendor.effects.map(({ key }) => key)).size).toBe(world.vendor.effects.length)
    const [settled] = await inWorkspace(world.db, world.workspaceId, (tx) =>
      tx.select().from(problem).where(eq(problem.runId, failed.run.id)),
    )
    expect(settled).toMatchObject({ state: 'resolved', how: 'later_run', settledByRun: runId })
  })

  test('a changed step takes those that read it along; without reuse everything is done anew', async () => {
    const steps: [string, Mapping][] = [
      ['first', constant('a')],
      ['second', from('first')],
      ['third', constant('c')],
    ]
    const seen = await start(planOf(steps.map(([id, mapping]) => write(id, mapping))))
    const versionId = await publishNext(seen, steps, [
      ['first', constant('changed')],
      ['second', from('first')],
      ['third', constant('c')],
    ])
    const at = { runId: seen.run.id, versionId }
    const preview = mustGive(await planAgain(ctx, operator, { ...at, reuse: true }))
    expect(preview.steps.map(({ stepId, fate, why }) => [stepId, fate, why])).toEqual([
      ['first', 'again', 'It is changed in that version.'],
      ['second', 'again', 'It uses “first”, which is not reused.'],
      ['third', 'reused', null],
    ])
    expect(mustGive(await planAgain(ctx, operator, { ...at, reuse: false })).effects).toEqual({ anew: 3, kept: 0 })
    const before = world.vendor.effects.length
    const { runId } = mustGive(await runAgain(ctx, operator, { ...at, reuse: true }))
    await world.dispatch()
    await until(world, runId ?? '', ended)
    expect(effectsSince(before)).toHaveLength(2)
  })
})
