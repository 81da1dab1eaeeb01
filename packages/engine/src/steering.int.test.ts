import type { CoreContext } from '@patchbay/core/context'
import type { Principal } from '@patchbay/core/principal'
import { cancelRun } from '@patchbay/core/runs/cancel-run'
import { decide } from '@patchbay/core/runs/decide'
import { retryRun } from '@patchbay/core/runs/retry-run'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { connection } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { Plan } from '@patchbay/flow/plan'
import { useDatabase, useTemporal } from '@patchbay/local-stack/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { reconcile } from './reconcile.ts'
import { ended, states, until } from './testing/observe.ts'
import { action, constant, planOf, setStep, waitStep } from './testing/plans.ts'
import { type Desk, openDesk } from './testing/problem-desk.ts'
import type { World } from './testing/world.ts'

const fail = (error: unknown): never => {
  throw error
}

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

const begin = async (plan: Plan) => {
  const before = world.vendor.effects.length
  const { runId } = await world.start(plan)
  await world.dispatch()
  return { runId, effects: () => world.vendor.effects.length - before }
}
const write = (id: string, work: Parameters<typeof action>[2]['work'] = {}) =>
  action(id, 'keyed', { connectionId: world.connectionId, work })

describe('a person steers a run', () => {
  test('retry goes on from the step that failed; what succeeded is not done again', async () => {
    world.vendor.next.push({ kind: 'hold', until: Promise.resolve() }, { kind: 'status', status: 422 })
    const failing = await begin(planOf([write('first'), write('second')]))
    const failed = await until(world, failing.runId, ended)
    expect(failed.run).toMatchObject({ state: 'failed', failedStepId: 'second' })
    const retried = await retryRun(ctx, operator, { runId: failing.runId })
    expect(retried).toMatchObject({ ok: true, value: { epoch: 2 } })
    expect(await retryRun(ctx, operator, { runId: failing.runId })).toMatchObject({
      ok: false,
      error: { code: 'conflict' },
    })
    await world.dispatch()
    const done = await until(world, failing.runId, ({ run: { state } }) => state === 'succeeded')
    expect(done.attempts.filter(({ stepRunId }) => stepRunId === done.steps[0]?.id)).toHaveLength(1)
    expect(failing.effects()).toBe(2)
  })

  test('a decision is taken once: "it went through" goes on with what the vendor answered', async () => {
    world.vendor.next.push({ kind: 'apply_then_cut' })
    const plan = planOf([
      action('pay', 'unsafe', { connectionId: world.connectionId }),
      setStep('note', { kind: 'reference', ref: { from: 'pay', path: ['id'] } }),
    ])
    const { runId, effects } = await begin(plan)
    const asked = await until(world, runId, ({ decisions }) => decisions.length === 1)
    const decisionId = asked.decisions[0]?.id ?? ''
    expect(
      await decide(ctx, operator, { decisionId, verdict: 'done', answer: { id: 'seen-at-vendor', n: 1 } }),
    ).toMatchObject({ ok: true })
    expect(await decide(ctx, operator, { decisionId, verdict: 'again' })).toMatchObject({
      ok: false,
      error: { code: 'conflict' },
    })
    const done = await until(world, runId, ended)
    expect(done.run.state).toBe('succeeded')
    // Else the reconciler would tell the workflow again and again for as long as the run lasts.
    expect(done.steps[0]?.releaseRequestedAt).toBeNull()
    expect(effects()).toBe(1)
  })

  test('"it did not, send again" sends once more under a new generation of the key', async () => {
    world.vendor.next.push({ kind: 'status', status: 503 })
    const { runId, effects } = await begin(planOf([action('pay', 'unsafe', { connectionId: world.connectionId })]))
    const asked = await until(world, runId, ({ decisions }) => decisions.length === 1)
    await decide(ctx, operator, { decisionId: asked.decisions[0]?.id ?? '', verdict: 'again' })
    const done = await until(world, runId, ended)
    expect(done.attempts.map(({ generation, outcome }) => [generation, outcome])).toEqual([
      [1, 'unknown'],
      [2, 'succeeded'],
    ])
    expect(effects()).toBe(1)
  })

  test('cancel while a call is under way ends honestly, and nothing begins after it', async () => {
    const gate = Promise.withResolvers<void>()
    const from = world.vendor.requests.length
    world.vendor.next.push({ kind: 'hold', until: gate.promise })
    const { runId } = await begin(
      planOf([action('slow', 'unsafe', { connectionId: world.connectionId }), write('after')]),
    )
    // Aborted before, it would leave the vendor's behaviour to the next test.
    await vi.waitFor(() => expect(world.vendor.requests).toHaveLength(from + 1), { timeout: 20_000 })
    expect(await cancelRun(ctx, operator, { runId })).toMatchObject({ ok: true, value: { done: false } })
    gate.resolve()
    const done = await until(world, runId, ended)
    expect(done.run).toMatchObject({ state: 'cancelled', cancelRequestedBy: 'Tamsin' })
    expect(done.run.reason).toContain('Cancelled by Tamsin')
    expect(done.steps.some(({ stepId, attempts }) => stepId === 'after' && attempts > 0)).toBe(false)
  })

  test('cancel of a waiting run ends it at once', async () => {
    const { runId } = await begin(planOf([waitStep('pause', 3_600_000), write('after')]))
    await until(world, runId, ({ run: { state } }) => state === 'waiting')
    await cancelRun(ctx, operator, { runId })
    const done = await until(world, runId, ended)
    expect(states(done)).toMatchObject({ pause: 'cancelled' })
    expect(done.run.state).toBe('cancelled')
  })

  test('a refused credential holds the run, names the connection, and lets go by itself once that is mended', async () => {
    world.vendor.next.push({ kind: 'status', status: 401 })
    const { runId, effects } = await begin(planOf([write('first')]))
    const held = await until(world, runId, ({ run: { state } }) => state === 'needs_attention')
    expect(held.steps[0]?.error?.code).toBe('auth_expired')
    const named = await inWorkspace(world.db, world.workspaceId, (tx) =>
      tx.update(connection).set({ state: 'working' }).where(eq(connection.id, world.connectionId)).returning(),
    )
    expect(named).toHaveLength(1)
    await reconcile(world.db, world.client, { silentMs: 3_600_000, cancelGraceMs: 3_600_000, onError: fail })
    const done = await until(world, runId, ended)
    expect(done.run.state).toBe('succeeded')
    expect(effects()).toBe(1)
  })
})

describe('the shape of a flow', () => {
  test('a branch goes one way, what it did not take is skipped, and the join goes on', async () => {
    const plan = planOf([
      {
        control: { id: 'ask', kind: 'branch', mode: 'segment' },
        work: {
          kind: 'branch',
          name: 'Ask',
          cases: [
            {
              id: 'yes',
              condition: { kind: 'compare', left: constant('a'), operator: 'equals', right: constant('a') },
            },
          ],
        },
      },
      { ...write('taken'), control: { ...write('taken').control, deps: [{ node: 1, port: 'yes' }] } },
      { ...write('passed'), control: { ...write('passed').control, deps: [{ node: 1, port: 'otherwise' }] } },
      {
        ...setStep('join', constant('x')),
        control: {
          ...setStep('join', constant('x')).control,
          deps: [
            { node: 2, port: 'out' },
            { node: 3, port: 'out' },
          ],
        },
      },
    ])
    const { runId, effects } = await begin(plan)
    const done = await until(world, runId, ended)
    expect(states(done)).toEqual({ ask: 'succeeded', taken: 'succeeded', passed: 'skipped', join: 'succeeded' })
    expect(effects()).toBe(1)
  })

  test('a failure that an error path takes does not fail the run', async () => {
    world.vendor.next.push({ kind: 'status', status: 422 })
    const failing = write('tries')
    const plan = planOf([
      { ...failing, control: { ...failing.control, catches: true } },
      { ...write('mends'), control: { ...write('mends').control, deps: [{ node: 1, port: 'error' }] } },
    ])
    const { runId } = await begin(plan)
    const done = await until(world, runId, ended)
    expect(done.run.state).toBe('succeeded')
    expect(states(done)).toEqual({ tries: 'failed', mends: 'succeeded' })
  })

  test('a loop does its steps once for each item, under keys of their own', async () => {
    const inner = write('each', {
      fields: [
        {
          name: 'text',
          label: 'Text',
          required: true,
          mapping: { kind: 'reference', ref: { from: 'lines', path: ['item', 'sku'] } },
        },
      ],
    })
    const plan = planOf([
      {
        control: { id: 'lines', kind: 'loop', mode: 'segment', concurrency: 2, onItemError: 'stop' },
        work: { kind: 'loop', name: 'Lines', list: { kind: 'reference', ref: { from: 'start', path: ['lines'] } } },
      },
      { ...inner, control: { ...inner.control, region: 1, deps: [] } },
    ])
    const before = world.vendor.effects.length
    const { runId } = await world.start(plan, { lines: [{ sku: 'a' }, { sku: 'b' }, { sku: 'c' }] })
    await world.dispatch()
    const done = await until(world, runId, ended)
    expect(done.run.state).toBe('succeeded')
    expect(states(done)).toEqual({
      lines: 'succeeded',
      'each[0]': 'succeeded',
      'each[1]': 'succeeded',
      'each[2]': 'succeeded',
    })
    const sent = world.vendor.requests.slice(-3).map(({ body }) => JSON.parse(body).text)
    expect(sent.toSorted()).toEqual(['a', 'b', 'c'])
    expect(new Set(world.vendor.effects.slice(before).map(({ key }) => key)).size).toBe(3)
  })
})

describe('an input that could not be built', () => {
  test('was never sent, so a retry builds it anew and asks nobody', async () => {
    const unsafe = action('pay', 'unsafe', {
      connectionId: world.connectionId,
      work: {
        fields: [
          {
            name: 'text',
            label: 'Text',
            required: true,
            mapping: { kind: 'reference', ref: { from: 'start', path: ['phone'] } },
          },
        ],
      },
    })
    const { runId, effects } = await begin(planOf([unsafe]))
    const failed = await until(world, runId, ended)
    expect(failed.steps[0]).toMatchObject({ state: 'failed', attempts: 0 })
    await retryRun(ctx, operator, { runId })
    await world.dispatch()
    const again = await until(world, runId, (observed) => ended(observed) && observed.run.epoch === 2)
    expect(again.decisions).toEqual([])
    expect(again.steps[0]).toMatchObject({ state: 'failed', attempts: 0, error: { code: 'mapping_missing' } })
    expect(effects()).toBe(0)
  })
})
