import type { CoreContext } from '@patchbay/core/context'
import type { Principal } from '@patchbay/core/principal'
import { retryEffects } from '@patchbay/core/problems/retry-effects'
import { cancelRun } from '@patchbay/core/runs/cancel-run'
import { decide } from '@patchbay/core/runs/decide'
import { retryRun } from '@patchbay/core/runs/retry-run'
import { openCore, type TestCore } from '@patchbay/core/testing/open-core'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { decision } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { Json } from '@patchbay/flow/json'
import type { Condition } from '@patchbay/flow/mapping'
import type { Plan } from '@patchbay/flow/plan'
import { useDatabase, useTemporal } from '@patchbay/local-stack/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createEnginePort } from './client.ts'
import { ended, outputOf, states, until } from './testing/observe.ts'
import {
  action,
  constant,
  filterStep,
  loopStep,
  placed,
  planOf,
  reference,
  repeatStep,
  scopeStep,
  setStep,
} from './testing/plans.ts'
import { release } from './testing/release.ts'
import { openWorld, type World } from './testing/world.ts'

const database = useDatabase(testDatabase)
const temporal = useTemporal()
let world: World
let core: TestCore
/** With the engine itself, which is told of what a person does. */
let ctx: CoreContext

const fail = (error: unknown): never => {
  throw error
}

beforeAll(async () => {
  world = await openWorld({ appUrl: database.appUrl, address: temporal.address, namespace: temporal.namespace })
  core = openCore(database.appUrl)
  ctx = { ...core.ctx, db: world.db, engine: createEnginePort(world.client, fail), notify: () => undefined }
}, 60_000)
afterAll(async () => {
  await core?.close()
  await world?.close()
})

const owner = (): Principal => ({
  kind: 'user',
  userId: world.workspaceId,
  name: 'Tamsin',
  workspaceId: world.workspaceId,
  role: 'owner',
})

const play = async (plan: Plan, item: Json = {}) => {
  const { runId } = await world.start(plan, item)
  await world.dispatch()
  return { runId, done: await until(world, runId, ended) }
}

const keyed = (id: string, text = reference('start', 'text')) =>
  action(id, 'keyed', {
    connectionId: world.connectionId,
    work: { fields: [{ name: 'text', label: 'Text', required: true, mapping: text }] },
  })

describe('a loop', () => {
  test('hands its items out in batches, and the last one may be smaller', async () => {
    const plan = planOf([
      loopStep('lines', { list: reference('start', 'lines'), batchSize: 2, collect: 2 }),
      placed(setStep('each', reference('lines', 'item')), { region: 1, deps: [] }),
      placed(setStep('after', reference('lines', 'results')), { deps: [{ node: 1, port: 'out' }] }),
    ])
    const { runId, done } = await play(plan, { lines: ['a', 'b', 'c'] })
    expect(done.run.state).toBe('succeeded')
    expect(await outputOf(world, { runId, stepId: 'lines' })).toEqual({
      items: ['a', 'b', 'c'],
      count: 3,
      results: [
        { index: 0, ok: true, output: { value: ['a', 'b'] }, error: null },
        { index: 1, ok: true, output: { value: ['c'] }, error: null },
      ],
      succeeded: 2,
      failed: 0,
    })
    expect(await outputOf(world, { runId, stepId: 'after' })).toMatchObject({ value: [{ index: 0 }, { index: 1 }] })
  })

  test('collects what its items gave and why some of them failed', async () => {
    const plan = planOf([
      loopStep('lines', {
        list: reference('start', 'lines'),
        collect: 2,
        control: { onItemError: 'continue', concurrency: 1 },
      }),
      placed(setStep('each', reference('lines', 'item', 'sku')), { region: 1, deps: [] }),
    ])
    const { runId, done } = await play(plan, { lines: [{ sku: 'a' }, { name: 'no sku' }, { sku: 'c' }] })
    expect(done.run.state).toBe('succeeded')
    const output = await outputOf(world, { runId, stepId: 'lines' })
    expect(output).toMatchObject({ succeeded: 2, failed: 1 })
    expect(output).toMatchObject({
      results: [
        { index: 0, ok: true, output: { value: 'a' } },
        { index: 1, ok: false, output: null, error: { code: 'mapping_missing', step: 'each' } },
        { index: 2, ok: true },
      ],
    })
  })

  test('collects what the last pass of a repeat inside gave, and nothing where that pass skipped the step', async () => {
    world.vendor.effects.splice(0)
    const compare = (operator: 'at_least' | 'not_equals', value: number): Condition => ({
      kind: 'compare',
      left: reference('look', 'n'),
      operator,
      right: { kind: 'constant', value },
    })
    const passes = (maxTimes: number) => ({ until: compare('at_least', 1_000), maxTimes, atLimit: 'go_on' as const })
    const plan = planOf([
      loopStep('lines', { list: reference('start', 'lines'), collect: 7, control: { concurrency: 1 } }),
      placed(repeatStep('outer', passes(2)), { region: 1, deps: [] }),
      placed(repeatStep('inner', passes(11)), { region: 2, deps: [] }),
      placed(keyed('write', constant('again')), { region: 3, deps: [] }),
      placed(action('look', 'read', { connectionId: world.connectionId }), { region: 3 }),
      placed(filterStep('some', compare('not_equals', 22)), { region: 3 }),
      placed(setStep('kept', reference('look', 'n')), { region: 3 }),
    ])
    const { runId, done } = await play(plan, { lines: ['a', 'b'] })
    expect(done.run.state).toBe('succeeded')
    expect(await outputOf(world, { runId, stepId: 'lines' })).toMatchObject({
      results: [
        { index: 0, ok: true, output: null },
        { index: 1, ok: true, output: { value: 44 } },
      ],
      succeeded: 2,
    })
  })
})

describe('a repeat', () => {
  const poll = (maxTimes: number, atLimit: 'fail' | 'go_on') =>
    planOf([
      repeatStep('poll', {
        until: {
          kind: 'compare',
          left: reference('look', 'n'),
          operator: 'at_least',
          right: { kind: 'constant', value: 3 },
        },
        maxTimes,
        atLimit,
      }),
      placed(keyed('write', constant('again')), { region: 1, deps: [] }),
      placed(action('look', 'read', { connectionId: world.connectionId }), {
        region: 1,
        deps: [{ node: 2, port: 'out' }],
      }),
      placed(setStep('after', reference('look', 'n')), { deps: [{ node: 1, port: 'out' }] }),
    ])

  test('goes through its content until its condition holds, tells why each time, and later steps see its last pass', async () => {
    world.vendor.effects.splice(0)
    const { runId, done } = await play(poll(10, 'fail'))
    expect(done.run.state).toBe('succeeded')
    expect(states(done)).toMatchObject({ 'write[0]': 'succeeded', 'write[2]': 'succeeded', 'poll[2]': 'succeeded' })
    expect(done.steps.find(({ stepId, iteration }) => stepId === 'poll' && iteration === '1')).toMatchObject({
      port: 'again',
      notes: [expect.stringContaining('2')],
    })
    expect(await outputOf(world, { runId, stepId: 'after' })).toEqual({ value: 3 })
    expect(new Set(world.vendor.effects.map(({ key }) => key)).size).toBe(3)
  })

  test('fails with its reason once it has taken all the passes that it may', async () => {
    world.vendor.effects.splice(0)
    const { done } = await play(poll(2, 'fail'))
    expect(done.run).toMatchObject({ state: 'failed', reasonCode: 'repeat_limit', failedStepId: 'poll' })
    expect(done.run.reason).toContain('after 2 passes')
    expect(states(done)).toMatchObject({ poll: 'failed' })
    // A retry looks anew, from the first pass on, and writes nothing again.
    world.vendor.effects.push({ path: '/elsewhere', key: null })
    await retryRun(core.ctx, owner(), { runId: done.run.id })
    await world.dispatch()
    const again = await until(world, done.run.id, (seen) => ended(seen) && seen.run.epoch === 2)
    expect(again.run.state).toBe('succeeded')
    expect(world.vendor.effects).toHaveLength(3)
  })

  test('or goes on', async () => {
    world.vendor.effects.splice(0)
    const { done } = await play(poll(2, 'go_on'))
    expect(done.run.state).toBe('succeeded')
  })
})

describe('a scope', () => {
  const undoOf = (id: string, node: number, text = reference('first', 'id')) =>
    placed(keyed(id, text), { region: 1, undoOf: node, deps: [] })

  test('that fails undoes in reverse with what was given, tells its catch lane why, and ends with finally', async () => {
    const plan = planOf([
      scopeStep('try', { compensates: true, catches: true, always: true }),
      placed(keyed('first', constant('one')), { region: 1, lane: 0, deps: [], undo: 4 }),
      placed(keyed('second', constant('two')), { region: 1, lane: 0, deps: [{ node: 2, port: 'out' }], undo: 5 }),
      undoOf('undoFirst', 2),
      undoOf('undoSecond', 3, reference('second', 'id')),
      placed(setStep('breaks', reference('start', 'not', 'there')), {
        region: 1,
        lane: 0,
        deps: [{ node: 3, port: 'out' }],
      }),
      placed(setStep('caught', reference('try', 'error')), { region: 1, lane: 1, deps: [] }),
      placed(setStep('always', constant('swept')), { region: 1, lane: 2, deps: [] }),
      placed(setStep('after', constant('on')), { deps: [{ node: 1, port: 'out' }] }),
    ])
    const from = world.vendor.requests.length
    const { runId, done } = await play(plan)
    expect(done.run.state).toBe('succeeded')
    expect(states(done)).toMatchObject({
      breaks: 'failed',
      caught: 'succeeded',
      always: 'succeeded',
      after: 'succeeded',
    })
    expect(await outputOf(world, { runId, stepId: 'caught' })).toEqual({
      value: { code: 'mapping_missing', message: expect.any(String), step: 'breaks' },
    })
    const sent = world.vendor.requests.slice(from).map(({ body }) => JSON.parse(body).text)
    const [one, two] = [
      await outputOf(world, { runId, stepId: 'first' }),
      await outputOf(world, { runId, stepId: 'second' }),
    ]
    expect(sent).toEqual(['one', 'two', idOf(two), idOf(one)])
  })

  test('that was undone is done again by a retry, as a new effect; its undo is not', async () => {
    const plan = planOf([
      scopeStep('try', { compensates: true, catches: false, always: false }),
      placed(keyed('first', constant('one')), { region: 1, lane: 0, deps: [], undo: 4 }),
      placed(keyed('second', reference('first', 'id')), { region: 1, lane: 0, deps: [{ node: 2, port: 'out' }] }),
      undoOf('undoFirst', 2),
    ])
    const asUsual = { kind: 'hold', until: Promise.resolve() } as const
    world.vendor.next.push(asUsual, { kind: 'status', status: 422 })
    const from = world.vendor.requests.length
    const { runId, done } = await play(plan)
    expect(done.run).toMatchObject({ state: 'failed', failedStepId: 'second' })
    // Whoever looks before retrying is told so.
    const told = await inWorkspace(world.db, world.workspaceId, (tx) => retryEffects(tx, { plan, runId, node: 3 }))
    expect(told).toMatchObject({ again: { stepId: 'second' }, kept: [], follows: [{ stepId: 'first' }] })
    await retryRun(core.ctx, owner(), { runId })
    await world.dispatch()
    const again = await until(world, runId, (seen) => ended(seen) && seen.run.epoch === 2)
    expect(again.run.state).toBe('succeeded')
    const sent = world.vendor.requests.slice(from)
    expect(sent).toHaveLength(5)
    const [one, , undo, anew] = sent
    expect(anew?.body).toBe(one?.body)
    expect(anew?.key).not.toBe(one?.key)
    expect(undo?.body).toContain('made_')
    // What is sent again names what is there now, not what is gone.
    const first = await outputOf(world, { runId, stepId: 'first' })
    expect(JSON.parse(sent[4]?.body ?? '').text).toBe(idOf(first))
    expect(undo?.body).not.toContain(String(idOf(first)))
  })

  const failing = (
    undone: ReturnType<typeof keyed>,
    more: Parameters<typeof placed>[1] = {},
    undo: ReturnType<typeof keyed> = undoOf('undo', 2),
  ) =>
    planOf([
      scopeStep('try', { compensates: true, catches: false, always: false }),
      placed(undone, { region: 1, lane: 0, deps: [], ...more }),
      placed(setStep('breaks', reference('start', 'not', 'there')), {
        region: 1,
        lane: 0,
        deps: [{ node: 2, port: 'out' }],
      }),
      undo,
    ])

  test('an undo that does not go through is put before a person, and is never just failed', async () => {
    const asUsual = { kind: 'hold', until: Promise.resolve() } as const
    world.vendor.next.push(asUsual, { kind: 'status', status: 422 })
    const { runId } = await world.start(failing(keyed('first', constant('one')), { undo: 4 }))
    await world.dispatch()
    const asked = await until(world, runId, ({ run: { state } }) => state === 'needs_attention')
    expect(asked.decisions).toHaveLength(1)
    expect(asked.decisions[0]).toMatchObject({
      kind: 'undo',
      question: expect.stringContaining('“undo” did not go through'),
    })
    await release(world, { runId, stepId: 'undo' }, { state: 'succeeded', port: 'out', finishedAt: new Date() })
    const done = await until(world, runId, ended)
    expect(done.run).toMatchObject({ state: 'failed', failedStepId: 'breaks' })
  })

  test('an undo that cannot be built is asked about again by a cancel that undoes, and the answer ends the run', async () => {
    const undo = undoOf('undo', 2, reference('start', 'not', 'there'))
    const { runId } = await world.start(failing(keyed('first', constant('one')), { undo: 4 }, undo))
    await world.dispatch()
    await until(world, runId, ({ run: { state } }) => state === 'needs_attention')
    await cancelRun(ctx, owner(), { runId, undo: true })
    await until(world, runId, ({ run: { unwindingAt } }) => unwindingAt !== null)
    await world.dispatch()
    const isOpen = ({ state }: { state: string }) => state === 'open'
    const asked = await until(world, runId, ({ run: { state }, decisions }) => {
      return state === 'needs_attention' && decisions.length === 2 && decisions.some(isOpen)
    })
    await decide(ctx, owner(), { decisionId: asked.decisions.find(isOpen)?.id ?? '', verdict: 'done' })
    const done = await until(world, runId, ended)
    expect(done.run).toMatchObject({ state: 'cancelled', reason: expect.stringContaining('Undone: “first”') })
  })

  test('a write without an undo becomes a question; the step itself stays as it was', async () => {
    const { runId } = await world.start(failing(keyed('first', constant('one')), { asksUndo: true }))
    await world.dispatch()
    const asked = await until(world, runId, ({ run: { state } }) => state === 'needs_attention')
    expect(asked.decisions).toHaveLength(1)
    expect(states(asked)).toMatchObject({ first: 'succeeded' })
    await inWorkspace(world.db, world.workspaceId, (tx) =>
      tx.update(decision).set({ state: 'decided', verdict: 'done' }).where(eq(decision.runId, runId)),
    )
    await release(world, { runId, stepId: 'first' })
    const done = await until(world, runId, ended)
    expect(done.run.state).toBe('failed')
    expect(states(done)).toMatchObject({ first: 'succeeded' })
    expect(done.steps.find(({ stepId }) => stepId === 'first')?.releaseRequestedAt).toBeNull()
  })

  test('or is left as it is, and nobody is asked', async () => {
    const { runId } = await world.start(failing(keyed('first', constant('one'))))
    await world.dispatch()
    const done = await until(world, runId, ended)
    expect([done.run.state, done.decisions]).toEqual(['failed', []])
    expect(states(done)).toMatchObject({ first: 'succeeded' })
  })
})

const idOf = (output: Json): Json =>
  output !== null && typeof output === 'object' && !Array.isArray(output) ? (output['id'] ?? null) : null
