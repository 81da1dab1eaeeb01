import type { CoreContext } from '@patchbay/core/context'
import type { Principal } from '@patchbay/core/principal'
import { cancelRun } from '@patchbay/core/runs/cancel-run'
import { pauseRun } from '@patchbay/core/runs/pause-run'
import { resumeRun } from '@patchbay/core/runs/resume-run'
import { retryRun } from '@patchbay/core/runs/retry-run'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { stepRun } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase, useTemporal } from '@patchbay/local-stack/testing'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { runWorkflowId } from './contract.ts'
import { ended, observe, until } from './testing/observe.ts'
import { action, planOf } from './testing/plans.ts'
import { type Desk, openDesk } from './testing/problem-desk.ts'
import { takeOverSilent } from './testing/take-over.ts'
import type { World } from './testing/world.ts'

const TIMEOUT_MS = 60_000
const SETTLING_MS = 15_000

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

/** A write that can be looked for, sent a moment ago; the vendor answers when it is let. */
async function callUnderWay() {
  const gate = Promise.withResolvers<void>()
  world.vendor.next.push({ kind: 'hold', until: gate.promise })
  const from = world.vendor.requests.length
  const ship = action('ship', 'looked', { connectionId: world.connectionId })
  if (ship.work.kind === 'action') ship.work.policy = { ...ship.work.policy, timeoutMs: TIMEOUT_MS }
  const { runId } = await world.start(planOf([ship]))
  await world.dispatch()
  const sent = () => world.vendor.requests.slice(from).map(({ method }) => method)
  await vi.waitFor(() => expect(sent()).toEqual(['POST']), { timeout: 20_000 })
  return { runId, sent, answer: () => gate.resolve() }
}

/** Its worker is as good as dead, and another epoch takes the run over. */
async function takeOver(runId: string): Promise<void> {
  const { run } = await observe(world, runId)
  await world.client.workflow.getHandle(runWorkflowId(runId, run.epoch)).terminate('planted')
  await takeOverSilent(world, { workspaceId: world.workspaceId, runId })
}

/** Resolves once the run's workflow waits for time to pass: whatever it does now it has done. */
const sleeps = (runId: string) =>
  vi.waitFor(
    async () => {
      const { run } = await observe(world, runId)
      const { events } = await world.client.workflow.getHandle(runWorkflowId(runId, run.epoch)).fetchHistory()
      expect(events?.some(({ timerStartedEventAttributes }) => timerStartedEventAttributes)).toBe(true)
    },
    { timeout: 20_000, interval: 50 },
  )

const setNextTry = (runId: string, spanFromNow: string) =>
  inWorkspace(world.db, world.workspaceId, (tx) =>
    tx
      .update(stepRun)
      .set({ nextTryAt: sql`now() + ${spanFromNow}::interval` })
      .where(eq(stepRun.runId, runId)),
  )

test('what a cut-off call did is looked for when its time and the settling are over, and not before', async () => {
  const { runId, sent, answer } = await callUnderWay()
  await takeOver(runId)
  const cut = await until(world, runId, ({ steps }) => steps[0]?.state === 'retrying')
  const waitsMs = (cut.steps[0]?.nextTryAt?.getTime() ?? 0) - (cut.attempts[0]?.startedAt.getTime() ?? 0)
  expect(waitsMs).toBeGreaterThan(TIMEOUT_MS + SETTLING_MS - 100)
  expect(waitsMs).toBeLessThan(TIMEOUT_MS + 2 * SETTLING_MS)
  expect(sent()).toEqual(['POST'])
  answer()
})

test('who takes it up again before its time, after a pause or a crash, waits for the rest and counts no try', async () => {
  const effects = world.vendor.effects.length
  const { runId, sent, answer } = await callUnderWay()
  await takeOver(runId)
  await until(world, runId, ({ steps }) => steps[0]?.state === 'retrying')
  await setNextTry(runId, '1 hour')
  await pauseRun(ctx, operator, { runId })
  await resumeRun(ctx, operator, { runId })
  await world.dispatch()
  await sleeps(runId)
  await takeOver(runId)
  await sleeps(runId)
  expect(sent()).toEqual(['POST'])
  expect((await observe(world, runId)).attempts).toHaveLength(1)
  await setNextTry(runId, '0')
  await takeOver(runId)
  expect((await until(world, runId, ended)).run.state).toBe('succeeded')
  answer()
  expect(sent()).toEqual(['POST', 'GET'])
  expect(world.vendor.effects.length - effects).toBe(1)
})

test('a retry that follows a cancel at once does not look before the vendor can be through', async () => {
  const { runId, sent, answer } = await callUnderWay()
  await cancelRun(ctx, operator, { runId })
  expect((await until(world, runId, ended)).attempts[0]?.outcome).toBe('aborted')
  await retryRun(ctx, operator, { runId })
  await world.dispatch()
  await sleeps(runId)
  expect(sent()).toEqual(['POST'])
  answer()
})

test('nor does one that follows a take-over and a cancel', async () => {
  const { runId, sent, answer } = await callUnderWay()
  await takeOver(runId)
  await until(world, runId, ({ steps }) => steps[0]?.state === 'retrying')
  await cancelRun(ctx, operator, { runId })
  await until(world, runId, ended)
  await retryRun(ctx, operator, { runId })
  await world.dispatch()
  await sleeps(runId)
  expect(sent()).toEqual(['POST'])
  answer()
})
