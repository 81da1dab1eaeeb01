import { loadShownSteps } from '@patchbay/core/runs/load-shown-steps'
import { takeOverRun } from '@patchbay/core/runs/take-over-run'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { plan as planTable, run, stepRun } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import type { Mapping } from '@patchbay/flow/mapping'
import type { Plan } from '@patchbay/flow/plan'
import { useDatabase, useTemporal } from '@patchbay/local-stack/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runWorkflowId } from './contract.ts'
import { reconcile } from './reconcile.ts'
import { ended, until } from './testing/observe.ts'
import { action, planOf, setStep, waitStep } from './testing/plans.ts'
import { openWorld, type World } from './testing/world.ts'

const fail = (error: unknown): never => {
  throw error
}

const database = useDatabase(testDatabase)
const temporal = useTemporal()
let world: World

beforeAll(async () => {
  world = await openWorld({ appUrl: database.appUrl, address: temporal.address, namespace: temporal.namespace })
}, 60_000)
afterAll(() => world?.close())

const begin = async (plan: Plan) => {
  const effectsBefore = world.vendor.effects.length
  const { runId } = await world.start(plan)
  await world.dispatch()
  return { runId, effects: () => world.vendor.effects.slice(effectsBefore) }
}

describe('a run', () => {
  test('ends with its reason when it can never be started, instead of staying in the queue', async () => {
    const { runId } = await world.start(planOf([setStep('greet', { kind: 'constant', value: 1 })]))
    await inWorkspace(world.db, world.workspaceId, async (tx) => {
      const [row] = await tx.select({ hash: run.planHash }).from(run).where(eq(run.id, runId))
      await tx.delete(planTable).where(eq(planTable.hash, row?.hash ?? ''))
    })
    await expect(world.dispatch()).rejects.toThrow('not stored any more')
    const { run: left } = await until(world, runId, ended)
    expect(left).toMatchObject({ state: 'failed', reasonCode: 'not_started', reason: expect.stringContaining('plan') })
  })

  test('goes through pure, reading and writing steps in one workflow task, and its history holds no data', async () => {
    const plan = planOf([
      setStep('greet', { kind: 'template', parts: [{ text: 'made for ' }, { ref: { from: 'run', path: ['id'] } }] }),
      action('write', 'keyed', { connectionId: world.connectionId }),
      action('look', 'read', { connectionId: world.connectionId }),
    ])
    const { runId, effects } = await begin(plan)
    const done = await until(world, runId, ended)
    expect(done.run.state).toBe('succeeded')
    expect(done.steps.map(({ stepId, state }) => [stepId, state])).toEqual([
      ['greet', 'succeeded'],
      ['write', 'succeeded'],
      ['look', 'succeeded'],
    ])
    expect(effects()).toHaveLength(1)
    const handle = world.client.workflow.getHandle(runWorkflowId(runId, 1))
    await handle.result()
    const history = await handle.fetchHistory()
    // Started, task scheduled/started/completed, two markers, completed; with an eager start nothing more.
    expect(history.events?.length).toBeLessThanOrEqual(8)
    expect(JSON.stringify(history)).not.toContain('made for')
  })

  test('sends a keyed write whose answer was lost after applying again under the same key, so that it is applied once', async () => {
    world.vendor.next.push({ kind: 'apply_then_cut' })
    const { runId, effects } = await begin(planOf([action('write', 'keyed', { connectionId: world.connectionId })]))
    const done = await until(world, runId, ended)
    expect(done.run.state).toBe('succeeded')
    expect(done.attempts.map(({ outcome, generation }) => [outcome, generation])).toEqual([
      ['unknown', 1],
      ['succeeded', 1],
    ])
    expect(effects()).toHaveLength(1)
  })

  test('says at its step what a mapping left empty, also when it took a second try', async () => {
    const nowhere = { from: 'run' as const, path: ['nowhere'] }
    const mapping: Mapping = { kind: 'template', parts: [{ text: 'For ' }, { ref: nowhere }] }
    const work = { fields: [{ name: 'text', label: 'Text', required: false, mapping }] }
    world.vendor.next.push({ kind: 'status', status: 503 })
    const { runId } = await begin(planOf([action('write', 'keyed', { connectionId: world.connectionId, work })]))
    await until(world, runId, ended)
    const steps = await inWorkspace(world.db, world.workspaceId, (tx) => loadShownSteps(tx, runId))
    expect(steps.at(-1)).toMatchObject({
      state: 'succeeded',
      notes: [expect.stringContaining('its place in the text is left empty')],
      attempts: [{ number: 1 }, { number: 2 }],
    })
  })

  test('a call that went through inside a step is not made again when a later one is refused', async () => {
    const asUsual = { kind: 'hold', until: Promise.resolve() } as const
    world.vendor.next.push(asUsual, { kind: 'status', status: 429, headers: { 'retry-after': '0' } })
    const { runId, effects } = await begin(planOf([action('write', 'pair', { connectionId: world.connectionId })]))
    const done = await until(world, runId, ended)
    expect(done.run.state).toBe('succeeded')
    expect(done.attempts.map(({ outcome, generation }) => [outcome, generation])).toEqual([
      ['failed', 1],
      ['succeeded', 2],
    ])
    expect(effects().map(({ path }) => path)).toEqual(['/first', '/second'])
  })

  test('never repeats an unsafe write blindly: it asks, and goes on with what a person answers', async () => {
    world.vendor.next.push({ kind: 'apply_then_cut' })
    const { runId, effects } = await begin(planOf([action('write', 'unsafe', { connectionId: world.connectionId })]))
    const asked = await until(world, runId, ({ run: { state } }) => state === 'needs_attention')
    expect(asked.decisions).toHaveLength(1)
    expect(asked.attempts).toHaveLength(1)
    expect(effects()).toHaveLength(1)
    await inWorkspace(world.db, world.workspaceId, async (tx) => {
      await tx
        .update(stepRun)
        .set({ state: 'succeeded', port: 'out', sentAt: null, releaseRequestedAt: new Date() })
        .where(eq(stepRun.runId, runId))
    })
    await reconcile(world.db, world.client, { silentMs: 3_600_000, cancelGraceMs: 3_600_000, onError: fail })
    const done = await until(world, runId, ended)
    expect(done.run.state).toBe('succeeded')
    expect(effects()).toHaveLength(1)
  })

  test('waits for as long as it was told by Retry-After', async () => {
    world.vendor.next.push({ kind: 'status', status: 429, headers: { 'retry-after': '1' } })
    const { runId, effects } = await begin(planOf([action('write', 'keyed', { connectionId: world.connectionId })]))
    const done = await until(world, runId, ended)
    const [first, second] = done.attempts
    expect((second?.startedAt.getTime() ?? 0) - (first?.finishedAt?.getTime() ?? 0)).toBeGreaterThanOrEqual(990)
    expect(effects()).toHaveLength(1)
  })

  test('goes on from its checkpoints when its workflow is gone, and applies nothing twice', async () => {
    const gate = Promise.withResolvers<void>()
    world.vendor.next.push({ kind: 'status', status: 503 }, { kind: 'hold', until: gate.promise })
    const plan = planOf([
      action('first', 'keyed', { connectionId: world.connectionId }),
      waitStep('pause', 60_000),
      action('second', 'keyed', { connectionId: world.connectionId }),
    ])
    const { runId, effects } = await begin(plan)
    gate.resolve()
    await until(world, runId, ({ run: { state } }) => state === 'waiting')
    await world.client.workflow.getHandle(runWorkflowId(runId, 1)).terminate('planted')
    await inWorkspace(world.db, world.workspaceId, (tx) =>
      tx.update(stepRun).set({ waitUntil: new Date() }).where(eq(stepRun.stepId, 'pause')),
    )
    expect(await takeOverRun(world.db, { workspaceId: world.workspaceId, runId, epoch: 1 })).toBe(true)
    expect(await takeOverRun(world.db, { workspaceId: world.workspaceId, runId, epoch: 1 })).toBe(false)
    await world.dispatch()
    const done = await until(world, runId, ended)
    expect(done.run).toMatchObject({ state: 'succeeded', epoch: 2 })
    expect(effects()).toHaveLength(2)
  })

  test('a field that is required and absent fails the step with field and source', async () => {
    const plan = planOf([setStep('look', { kind: 'reference', ref: { from: 'start', path: ['shipping', 'phone'] } })])
    const { runId } = await begin(plan)
    const done = await until(world, runId, ended)
    expect(done.run).toMatchObject({ state: 'failed', failedStepId: 'look' })
    expect(done.steps[0]?.error).toMatchObject({ code: 'mapping_missing', field: 'value' })
    expect(done.steps[0]?.error?.source).toContain('phone')
  })
})
