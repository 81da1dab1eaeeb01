import type { CoreContext } from '@patchbay/core/context'
import type { Principal } from '@patchbay/core/principal'
import { cancelRun } from '@patchbay/core/runs/cancel-run'
import { decide } from '@patchbay/core/runs/decide'
import { pauseRun } from '@patchbay/core/runs/pause-run'
import { resumeRun } from '@patchbay/core/runs/resume-run'
import { retryRun } from '@patchbay/core/runs/retry-run'
import { mustGive } from '@patchbay/core/testing/result-of'
import { leaseRuns } from '@patchbay/db/functions'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { run, stepRun } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { Plan } from '@patchbay/flow/plan'
import { useDatabase, useTemporal } from '@patchbay/local-stack/testing'
import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { runWorkflowId } from './contract.ts'
import { reconcile } from './reconcile.ts'
import { ended, states, until } from './testing/observe.ts'
import { action, constant, placed, planOf, reference, setStep, waitStep } from './testing/plans.ts'
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
  const { runId } = await world.start(plan)
  await world.dispatch()
  return runId
}
const write = (id: string, text = constant(id)) =>
  action(id, 'keyed', {
    connectionId: world.connectionId,
    work: { fields: [{ name: 'text', label: 'Text', required: true, mapping: text }] },
  })
const slow = (id: string, timeoutMs = 60_000) => {
  const node = action(id, 'unsafe', { connectionId: world.connectionId, control: { timeoutMs } })
  if (node.work.kind === 'action') node.work.policy = { ...node.work.policy, timeoutMs }
  return node
}
const lookAfter = (limits: Partial<Parameters<typeof reconcile>[2]> = {}) =>
  reconcile(world.db, world.client, { silentMs: 3_600_000, cancelGraceMs: 3_600_000, onError: fail, ...limits })
/** The vendor has one more request than before: a cancel finds a call of which it must be said that nobody knows. */
const reachesVendor = (before: number) =>
  vi.waitFor(() => expect(world.vendor.requests).toHaveLength(before + 1), { timeout: 20_000 })
const textsSent = (from: number) => world.vendor.requests.slice(from).map(({ body }) => JSON.parse(body).text)

describe('a cancel', () => {
  test('reaches a call that hangs, long before its time-out, and says that nobody knows what became of it', async () => {
    world.vendor.next.push({ kind: 'apply_then_hang' })
    const before = world.vendor.requests.length
    const runId = await begin(planOf([slow('pay'), write('after')]))
    await reachesVendor(before)
    const asked = performance.now()
    await cancelRun(ctx, operator, { runId })
    const done = await until(world, runId, ended)
    expect(performance.now() - asked).toBeLessThan(30_000)
    expect(done.run).toMatchObject({
      state: 'cancelled',
      reason: expect.stringContaining('Nobody knows whether this was applied: “pay”'),
    })
    expect(done.attempts[0]?.outcome).toBe('aborted')
    expect(done.steps.some(({ stepId, attempts }) => stepId === 'after' && attempts > 0)).toBe(false)
  })

  test('reaches a quick call that hangs as well', async () => {
    world.vendor.next.push({ kind: 'apply_then_hang' })
    const before = world.vendor.requests.length
    const label = write('label')
    if (label.work.kind === 'action') label.work.policy = { ...label.work.policy, timeoutMs: 60_000 }
    const runId = await begin(planOf([label]))
    await reachesVendor(before)
    await cancelRun(ctx, operator, { runId })
    const done = await until(world, runId, ended)
    expect(done.attempts[0]?.outcome).toBe('aborted')
    expect(done.run.reason).toContain('Nobody knows whether this was applied: “label”')
  })

  test('between the start of a run and its mark does not say that it had not begun', async () => {
    const { runId } = await world.start(planOf([waitStep('pause', 3_600_000)]))
    await leaseRuns(world.db, { leaseId: newId(), limit: 50, ttlMs: 30_000, notOf: [] })
    expect(await cancelRun(ctx, operator, { runId })).toMatchObject({ ok: true, value: { done: false } })
    await lookAfter({ cancelGraceMs: 0 })
    const done = await until(world, runId, ended)
    expect(done.run.reason).toBe('Cancelled by Tamsin. Nothing had been done outside.')
  })

  test('that undoes goes back over what was applied, last first, and tells what was undone and what was not', async () => {
    const plan = planOf([
      placed(write('label'), { undo: 4 }),
      write('mail'),
      placed(write('charge'), { undo: 5 }),
      placed(write('voidLabel', reference('label', 'id')), { deps: [], undoOf: 1 }),
      placed(write('refund', reference('charge', 'id')), { deps: [], undoOf: 3 }),
      placed(waitStep('pause', 3_600_000), { deps: [{ node: 3, port: 'out' }] }),
    ])
    const from = world.vendor.requests.length
    const runId = await begin(plan)
    await until(world, runId, ({ run: { state } }) => state === 'waiting')
    await cancelRun(ctx, operator, { runId, undo: true })
    await until(world, runId, ({ run: { unwindingAt } }) => unwindingAt !== null)
    await world.dispatch()
    const done = await until(world, runId, ended)
    expect(done.run).toMatchObject({ state: 'cancelled', epoch: 2, reasonCode: 'cancelled' })
    expect(done.run.reason).toBe(
      'Cancelled by Tamsin. Undone: “label”, “charge”. What had been done stays done: “mail”.',
    )
    expect(states(done)).toMatchObject({ voidLabel: 'succeeded', refund: 'succeeded', pause: 'cancelled' })
    const sent = textsSent(from)
    expect(sent.slice(0, 3)).toEqual(['label', 'mail', 'charge'])
    const made = world.vendor.effects.slice(-5).map((_, index) => `made_${world.vendor.effects.length - 4 + index}`)
    expect(sent.slice(3)).toEqual([made[2], made[0]])
    // What was undone is done again by a retry, as a new effect, and what stayed is not.
    await retryRun(ctx, operator, { runId })
    await inWorkspace(world.db, world.workspaceId, (tx) =>
      tx
        .update(stepRun)
        .set({ waitUntil: new Date() })
        .where(and(eq(stepRun.runId, runId), eq(stepRun.stepId, 'pause'))),
    )
    await world.dispatch()
    await until(world, runId, (observed) => observed.run.epoch === 3 && ended(observed))
    expect(textsSent(from).slice(5)).toEqual(['label', 'charge'])
  })

  test('that undoes goes on undoing after its workflow died, and undoes nothing twice', async () => {
    const plan = planOf([
      placed(write('label'), { undo: 3 }),
      placed(write('charge'), { undo: 4 }),
      placed(write('voidLabel', reference('label', 'id')), { deps: [], undoOf: 1 }),
      placed(write('refund', reference('charge', 'id')), { deps: [], undoOf: 2 }),
      placed(waitStep('pause', 3_600_000), { deps: [{ node: 2, port: 'out' }] }),
    ])
    const runId = await begin(plan)
    await until(world, runId, ({ run: { state } }) => state === 'waiting')
    const before = world.vendor.effects.length
    const asUsual = { kind: 'hold', until: Promise.resolve() } as const
    // The second undo is applied, and nobody hears of it.
    const gate = Promise.withResolvers<void>()
    world.vendor.next.push(asUsual, { kind: 'hold', until: gate.promise })
    await cancelRun(ctx, operator, { runId, undo: true })
    await until(world, runId, ({ run: { unwindingAt } }) => unwindingAt !== null)
    await world.dispatch()
    await vi.waitFor(() => expect(world.vendor.effects.length).toBe(before + 2), { timeout: 20_000 })
    await world.client.workflow.getHandle(runWorkflowId(runId, 2)).terminate('planted')
    await inWorkspace(world.db, world.workspaceId, (tx) =>
      tx
        .update(run)
        .set({ progressAt: new Date(0), checkedAt: new Date(0) })
        .where(eq(run.id, runId)),
    )
    expect(await lookAfter({ silentMs: 1_000 })).toMatchObject({ takenOver: 1 })
    await world.dispatch()
    const done = await until(world, runId, ended)
    gate.resolve()
    expect(done.run.reason).toBe('Cancelled by Tamsin. Undone: “label”, “charge”.')
    expect(world.vendor.effects.length - before).toBe(2)
  })

  test('that undoes asks about what has no undo, also where no frame stands around it', async () => {
    const plan = planOf([
      placed(write('invoice'), { asksUndo: true }),
      placed(write('label'), { undo: 3 }),
      placed(write('voidLabel', reference('label', 'id')), { deps: [], undoOf: 2 }),
      placed(waitStep('pause', 3_600_000), { deps: [{ node: 2, port: 'out' }] }),
    ])
    const runId = await begin(plan)
    await until(world, runId, ({ run: { state } }) => state === 'waiting')
    await cancelRun(ctx, operator, { runId, undo: true })
    await until(world, runId, ({ run: { unwindingAt } }) => unwindingAt !== null)
    await world.dispatch()
    const asked = await until(world, runId, ({ run: { state } }) => state === 'needs_attention')
    expect(asked.decisions).toMatchObject([{ kind: 'undo', state: 'open' }])
    await decide(ctx, operator, { decisionId: asked.decisions[0]?.id ?? '', verdict: 'done' })
    const done = await until(world, runId, ended)
    expect(done.run.reason).toBe('Cancelled by Tamsin. Undone: “invoice”, “label”.')
  })

  test('that undoes is followed by a retry that applies anew what was undone by hand, and leaves what may stay', async () => {
    const plan = planOf([
      placed(write('invoice'), { asksUndo: true }),
      placed(write('notice'), { asksUndo: true }),
      waitStep('pause', 3_600_000),
    ])
    const runId = await begin(plan)
    await until(world, runId, ({ run: { state } }) => state === 'waiting')
    await cancelRun(ctx, operator, { runId, undo: true })
    await until(world, runId, ({ run: { unwindingAt } }) => unwindingAt !== null)
    await world.dispatch()
    for (const verdict of ['again', 'done'] as const) {
      const isOpen = ({ state }: { state: string }) => state === 'open'
      const { decisions } = await until(world, runId, (seen) => seen.decisions.some(isOpen))
      await decide(ctx, operator, { decisionId: decisions.find(isOpen)?.id ?? '', verdict })
    }
    await until(world, runId, ended)
    const from = world.vendor.requests.length
    mustGive(await retryRun(ctx, operator, { runId }))
    await world.dispatch()
    await until(world, runId, ({ run: { state, epoch } }) => state === 'waiting' && epoch === 3)
    expect(textsSent(from)).toEqual(['invoice'])
    await cancelRun(ctx, operator, { runId })
    await until(world, runId, ended)
  })

  test('of a run that waits for an undo gives it up, and says so', async () => {
    const plan = planOf([
      placed(write('label'), { undo: 2 }),
      placed(write('voidLabel', reference('label', 'id')), { deps: [], undoOf: 1 }),
      placed(waitStep('pause', 3_600_000), { deps: [{ node: 1, port: 'out' }] }),
    ])
    const runId = await begin(plan)
    await until(world, runId, ({ run: { state } }) => state === 'waiting')
    world.vendor.next.push({ kind: 'status', status: 422 })
    await cancelRun(ctx, operator, { runId, undo: true })
    await until(world, runId, ({ run: { unwindingAt } }) => unwindingAt !== null)
    await world.dispatch()
    await until(world, runId, ({ run: { state } }) => state === 'needs_attention')
    await cancelRun(ctx, operator, { runId })
    const done = await until(world, runId, ended)
    expect(done.run.reason).toBe('Cancelled by Tamsin. Not undone: “label”.')
    expect(done.decisions[0]).toMatchObject({ kind: 'undo', state: 'withdrawn' })
  })
})

describe('a pause', () => {
  /** The engine hears of a call's end a moment after it was written down. */
  const resumed = () =>
    vi.waitFor(async () => expect(await lookAfter({ silentMs: 0 })).toMatchObject({ resumed: 1, takenOver: 0 }), {
      timeout: 20_000,
    })

  test('lets the call under way finish and begins nothing more; a resume waits for it, then goes on', async () => {
    const gate = Promise.withResolvers<void>()
    world.vendor.next.push({ kind: 'hold', until: gate.promise })
    const before = world.vendor.effects.length
    const runId = await begin(planOf([slow('pay'), write('after')]))
    await until(world, runId, ({ attempts }) => attempts.length === 1)
    expect(await pauseRun(ctx, operator, { runId })).toMatchObject({ ok: true })
    expect(await pauseRun(ctx, operator, { runId })).toMatchObject({ ok: false, error: { code: 'conflict' } })
    expect(await resumeRun(ctx, operator, { runId })).toMatchObject({ ok: true, value: { goesOn: false } })
    expect(await lookAfter()).toMatchObject({ resumed: 0, takenOver: 0 })
    gate.resolve()
    const paused = await until(world, runId, ({ attempts }) => attempts[0]?.outcome === 'succeeded')
    expect(paused.run).toMatchObject({ state: 'waiting', pausedBy: 'Tamsin' })
    await resumed()
    await world.dispatch()
    const done = await until(world, runId, ended)
    expect(done.run).toMatchObject({ state: 'succeeded', epoch: 3, pausedAt: null })
    expect(world.vendor.effects.length - before).toBe(2)
  })

  test('that is over leaves a call alone that takes longer than a run may be silent', async () => {
    const gate = Promise.withResolvers<void>()
    world.vendor.next.push({ kind: 'hold', until: gate.promise })
    const before = world.vendor.requests.length
    const runId = await begin(planOf([slow('pay'), write('after')]))
    await reachesVendor(before)
    await pauseRun(ctx, operator, { runId })
    expect(await resumeRun(ctx, operator, { runId })).toMatchObject({ ok: true, value: { goesOn: false } })
    expect(await lookAfter({ silentMs: 0 })).toMatchObject({ resumed: 0 })
    gate.resolve()
    await resumed()
    await world.dispatch()
    const done = await until(world, runId, ended)
    expect(done).toMatchObject({ run: { state: 'succeeded', epoch: 3 }, decisions: [] })
    expect(world.vendor.requests).toHaveLength(before + 2)
  })

  test('is left alone by whoever looks after silent runs, and its old workflow ends when it goes on', async () => {
    const runId = await begin(planOf([waitStep('pause', 3_600_000), setStep('after', constant('x'))]))
    await until(world, runId, ({ run: { state } }) => state === 'waiting')
    await pauseRun(ctx, operator, { runId })
    expect(await lookAfter({ silentMs: 0 })).toMatchObject({ takenOver: 0 })
    await inWorkspace(world.db, world.workspaceId, (tx) =>
      tx.update(stepRun).set({ waitUntil: new Date() }).where(eq(stepRun.runId, runId)),
    )
    expect(await resumeRun(ctx, operator, { runId })).toMatchObject({ ok: true, value: { goesOn: true } })
    await world.dispatch()
    const done = await until(world, runId, ended)
    expect(done.run).toMatchObject({ state: 'succeeded', epoch: 3 })
    const old = world.client.workflow.getHandle(runWorkflowId(runId, 1))
    await vi.waitFor(async () => expect((await old.describe()).status.name).toBe('COMPLETED'), { timeout: 20_000 })
  })

  test('of a run that needs somebody: it needs them still when it goes on', async () => {
    world.vendor.next.push({ kind: 'apply_then_cut' })
    const runId = await begin(planOf([action('pay', 'unsafe', { connectionId: world.connectionId })]))
    await until(world, runId, ({ run: { state } }) => state === 'needs_attention')
    await pauseRun(ctx, operator, { runId })
    expect((await until(world, runId, () => true)).run.state).toBe('waiting')
    await resumeRun(ctx, operator, { runId })
    await world.dispatch()
    await until(world, runId, ({ run: { state, epoch } }) => state === 'needs_attention' && epoch === 3)
  })

  test('a paused run can be cancelled, and ends at once', async () => {
    const runId = await begin(planOf([waitStep('pause', 3_600_000)]))
    await until(world, runId, ({ run: { state } }) => state === 'waiting')
    await pauseRun(ctx, operator, { runId })
    await cancelRun(ctx, operator, { runId })
    const done = await until(world, runId, ended)
    expect(done.run.state).toBe('cancelled')
    expect(await resumeRun(ctx, operator, { runId })).toMatchObject({ ok: false, error: { code: 'conflict' } })
  })
})

describe('a worker that was frozen past every time-out', () => {
  test('is fenced when it goes on: its outcome is written down, and nothing is applied twice', async () => {
    const gate = Promise.withResolvers<void>()
    const before = world.vendor.effects.length
    world.vendor.next.push({ kind: 'hold', until: gate.promise })
    const runId = await begin(planOf([write('label'), write('after')]))
    await vi.waitFor(() => expect(world.vendor.effects.length).toBe(before + 1), { timeout: 20_000 })
    // Taken to be dead: its workflow is ended and another epoch takes the run over, under the same key.
    await world.client.workflow.getHandle(runWorkflowId(runId, 1)).terminate('planted')
    await inWorkspace(world.db, world.workspaceId, (tx) =>
      tx
        .update(run)
        .set({ progressAt: new Date(0), checkedAt: new Date(0) })
        .where(eq(run.id, runId)),
    )
    expect(await lookAfter({ silentMs: 1_000 })).toMatchObject({ takenOver: 1 })
    await world.dispatch()
    const done = await until(world, runId, ended)
    expect(done.run).toMatchObject({ state: 'succeeded', epoch: 2 })
    gate.resolve()
    const { run: left, steps } = await until(world, runId, ({ attempts }) => attempts.every(({ outcome }) => outcome))
    expect(left).toMatchObject({ state: 'succeeded', epoch: 2 })
    expect(steps.map(({ stepId, state }) => [stepId, state])).toEqual([
      ['label', 'succeeded'],
      ['after', 'succeeded'],
    ])
    expect(world.vendor.effects.length - before).toBe(2)
  })
})
