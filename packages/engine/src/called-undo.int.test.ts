import type { CoreContext } from '@patchbay/core/context'
import type { Principal } from '@patchbay/core/principal'
import { cancelRun } from '@patchbay/core/runs/cancel-run'
import { decide } from '@patchbay/core/runs/decide'
import { getRun } from '@patchbay/core/runs/get-run'
import { openCore, type TestCore } from '@patchbay/core/testing/open-core'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { run } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { Trigger } from '@patchbay/flow/document'
import { useDatabase, useTemporal } from '@patchbay/local-stack/testing'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createEnginePort } from './client.ts'
import { reconcile } from './reconcile.ts'
import { releaseSteps } from './release-steps.ts'
import { ended, type Observed, observe, states, until } from './testing/observe.ts'
import { action, constant, placed, reference, scopeStep, setStep, waitStep } from './testing/plans.ts'
import { deploy, newPlan, startRun, subflowNode } from './testing/waiting.ts'
import { openWorld, type World } from './testing/world.ts'

const fail = (error: unknown): never => {
  throw error
}

const database = useDatabase(testDatabase)
const temporal = useTemporal()
let world: World
let core: TestCore
let ctx: CoreContext
let owner: Principal

beforeAll(async () => {
  world = await openWorld({ appUrl: database.appUrl, address: temporal.address, namespace: temporal.namespace })
  owner = { kind: 'user', userId: newId(), name: 'Olive', workspaceId: world.workspaceId, role: 'owner' }
  core = openCore(database.appUrl)
  ctx = { ...core.ctx, db: world.db, engine: createEnginePort(world.client, fail), notify: () => undefined }
}, 60_000)
afterAll(async () => {
  await core?.close()
  await world?.close()
})

const LONG_MS = 3_600_000
const inWorld = <T>(work: Parameters<typeof inWorkspace<T>>[2]) => inWorkspace(world.db, world.workspaceId, work)
const waits = ({ run: { state } }: Observed) => state === 'waiting'
const write = (id: string) => action(id, 'keyed', { connectionId: world.connectionId })

/** A run waits for one that it has called, which has bought something and naps. */
async function begin(): Promise<{ caller: string; called: string }> {
  const trigger: Trigger = { type: 'call', input: [], output: [] }
  const refund = action('refund', 'keyed', {
    connectionId: world.connectionId,
    control: { deps: [], undoOf: 1 },
    work: { fields: [{ name: 'text', label: 'Text', required: true, mapping: reference('buy', 'id') }] },
  })
  const nap = placed(waitStep('nap', LONG_MS), { deps: [{ node: 1, port: 'out' }] })
  const body = newPlan([placed(write('buy'), { undo: 2 }), refund, nap])
  const { flowId } = await deploy(world, { trigger, body })
  const caller = await startRun(world, await deploy(world, { body: newPlan([subflowNode('label', flowId)]) }))
  await world.dispatch()
  await until(world, caller, waits)
  await world.dispatch()
  const [called] = await inWorld((tx) => tx.select({ id: run.id }).from(run).where(eq(run.parentRunId, caller)))
  if (called === undefined) throw new Error('nothing was called')
  await until(world, called.id, waits)
  return { caller, called: called.id }
}

describe('a run that another one waits for', () => {
  test('undoes to its end, also when its caller, cancelled with undo, is through before it', async () => {
    const { caller, called } = await begin()
    const gate = Promise.withResolvers<void>()
    world.vendor.next.push({ kind: 'hold', until: gate.promise })
    await cancelRun(ctx, owner, { runId: caller, undo: true })
    for (const runId of [caller, called]) await until(world, runId, (seen) => seen.run.unwindingAt !== null)
    await world.dispatch()
    expect((await until(world, caller, ended)).run.state).toBe('cancelled')
    gate.resolve()
    expect((await until(world, called, ended)).run).toMatchObject({
      state: 'cancelled',
      epoch: 2,
      reason: 'Cancelled by the run that called it. Undone: “buy”.',
    })
  })

  test('is stopped by the reconciler when its caller ended without being able to tell it', async () => {
    const { caller, called } = await begin()
    await inWorld((tx) =>
      tx.update(run).set({ state: 'cancelled', finishedAt: sql`now()`, epoch: 2 }).where(eq(run.id, caller)),
    )
    const limits = { silentMs: LONG_MS, cancelGraceMs: LONG_MS, onError: fail }
    expect(await reconcile(world.db, world.client, limits)).toMatchObject({ stopped: 1, cancelled: 0 })
    expect((await until(world, called, ended)).run.reason).toBe(
      'Cancelled by the run that called it. What had been done stays done: “buy”.',
    )
    expect(await reconcile(world.db, world.client, limits)).toMatchObject({ stopped: 0 })
  })
})

describe('a flow that was run to its end', () => {
  const trigger: Trigger = { type: 'call', input: [], output: [] }
  const asksUndo = { control: { asksUndo: true, mode: 'activity' } } as const
  const looksUp = () => deploy(world, { trigger, body: newPlan([setStep('look', constant('x'))]) })
  /** The runs that it calls are begun as it comes to them, and it goes on as they end. */
  const reach = (runId: string, reached: (seen: Observed) => void) =>
    vi.waitFor(
      async () => {
        await world.dispatch()
        await releaseSteps(world.db, world.client, fail)
        reached(await observe(world, runId))
      },
      { timeout: 20_000, interval: 50 },
    )

  test('is asked about by a cancel with undo only where it did something outside', async () => {
    const find = subflowNode('find', (await looksUp()).flowId, asksUndo)
    const buys = await deploy(world, { trigger, body: newPlan([write('buy')]) })
    const order = subflowNode('order', buys.flowId, asksUndo)
    const nap = waitStep('nap', LONG_MS)
    const caller = await startRun(world, await deploy(world, { body: newPlan([find, order, nap]) }))
    await reach(caller, (seen) => expect(states(seen)).toMatchObject({ order: 'succeeded', nap: 'waiting' }))
    const told = await getRun(ctx, owner, { runId: caller })
    await cancelRun(ctx, owner, { runId: caller, undo: true })
    await until(world, caller, ({ run: { unwindingAt } }) => unwindingAt !== null)
    await world.dispatch()
    const { decisions } = await until(world, caller, ({ run: { state } }) => state === 'needs_attention')
    expect(decisions).toMatchObject([{ question: expect.stringContaining('“order” has run another flow') }])
    await decide(ctx, owner, { decisionId: decisions[0]?.id ?? '', verdict: 'done' })
    const done = await until(world, caller, ended)
    expect(done.run.reason).toBe('Cancelled by Olive. Undone: “order”.')
    expect(done.decisions).toHaveLength(1)
    expect(told).toMatchObject({ ok: true })
    expect(told.ok && told.value.undoQuestions).toEqual({ order: 1 })
  })

  test('nor does a frame that undoes ask about one that did nothing outside', async () => {
    const inside = { region: 1, lane: 0 }
    const find = placed(subflowNode('find', (await looksUp()).flowId, asksUndo), { ...inside, deps: [] })
    const breaks = placed(setStep('breaks', reference('start', 'not', 'there')), {
      ...inside,
      deps: [{ node: 2, port: 'out' }],
    })
    const frame = scopeStep('try', { compensates: true, catches: false, always: false })
    const caller = await startRun(world, await deploy(world, { body: newPlan([frame, find, breaks]) }))
    await reach(caller, ({ run: { state } }) => expect(['failed', 'needs_attention']).toContain(state))
    expect(await observe(world, caller)).toMatchObject({ run: { state: 'failed' }, decisions: [] })
  })
})
