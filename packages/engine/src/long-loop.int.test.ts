import { loadJson, wholePayload } from '@patchbay/core/payloads/load-json'
import { loadStart } from '@patchbay/core/runs/load-start'
import { takeOverRun } from '@patchbay/core/runs/take-over-run'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { payload, stepRun } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase, useTemporal } from '@patchbay/local-stack/testing'
import { Worker } from '@temporalio/worker'
import { and, eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { buildWorkflowBundle } from './bundle.ts'
import { runWorkflowId } from './contract.ts'
import { ended, observeRun } from './testing/observe.ts'
import { action, loopStep, placed, planOf, reference, setStep } from './testing/plans.ts'
import { openWorld, type World } from './testing/world.ts'

const ITEMS = 10_000

const database = useDatabase(testDatabase)
const temporal = useTemporal()
let world: World

beforeAll(async () => {
  world = await openWorld({ appUrl: database.appUrl, address: temporal.address, namespace: temporal.namespace })
}, 60_000)
afterAll(() => world?.close())

const itemsDone = (runId: string) =>
  inWorkspace(world.db, world.workspaceId, async (tx) => {
    const [row] = await tx
      .select({ done: sql<number>`count(*)::int` })
      .from(stepRun)
      .where(and(eq(stepRun.runId, runId), eq(stepRun.stepId, 'each')))
    return row?.done ?? 0
  })

test('a run that is taken over in the middle carries only so many of its items along; the others answer for themselves', async () => {
  const [items, through, atOnce] = [1_300, 1_149, 10]
  const before = world.vendor.effects.length
  const from = world.vendor.requests.length
  const gate = Promise.withResolvers<void>()
  // Then all its lanes are held, so that it cannot end before it is taken over.
  for (let call = 0; call < through + atOnce; call++)
    world.vendor.next.push({ kind: 'hold', until: call < through ? Promise.resolve() : gate.promise })
  const each = action('each', 'keyed', { connectionId: world.connectionId })
  const plan = planOf([
    loopStep('lines', { list: reference('start', 'lines'), control: { concurrency: atOnce } }),
    placed(each, { region: 1, deps: [] }),
  ])
  const { runId } = await world.start(plan, { lines: Array.from({ length: items }, (_, index) => index) })
  await world.dispatch()
  await vi.waitFor(() => expect(world.vendor.requests.length).toBe(from + through + atOnce), { timeout: 100_000 })
  expect(await itemsDone(runId)).toBeGreaterThan(1_100)
  await world.client.workflow.getHandle(runWorkflowId(runId, 1)).terminate('planted')
  expect(await takeOverRun(world.db, { workspaceId: world.workspaceId, runId, epoch: 1 })).toBe(true)
  gate.resolve()
  const taken = { workspaceId: world.workspaceId, id: runId }
  expect((await loadStart(world.db, taken, plan.control)).settled.length).toBeLessThanOrEqual(1_001)
  await world.dispatch()
  await vi.waitFor(async () => expect(ended(await observeRun(world, runId))).toBe(true), { timeout: 60_000 })
  expect((await observeRun(world, runId)).run).toMatchObject({ state: 'succeeded', epoch: 2 })
  const keys = world.vendor.effects.slice(before).map(({ key }) => key)
  expect([keys.length, new Set(keys).size]).toEqual([items, items])
}, 200_000)

/** The executions that one run took, the last first. */
async function executionsOf(runId: string) {
  const executions: { id: string; events: number }[] = []
  const listed = world.client.workflow.list({ query: `WorkflowId = '${runWorkflowId(runId, 1)}'` })
  for await (const { runId: id, historyLength } of listed) executions.push({ id, events: Number(historyLength) })
  return executions
}
const eventsOf = async (runId: string) => (await executionsOf(runId)).map(({ events }) => events)

test(`a loop of ${ITEMS} items goes through all of them, shows how far it is, and its histories stay short`, async () => {
  const plan = planOf([
    loopStep('lines', { list: reference('start', 'lines'), collect: 2, control: { concurrency: 10 } }),
    placed(setStep('each', reference('lines', 'item', 'sku')), { region: 1, deps: [] }),
  ])
  const lines = Array.from({ length: ITEMS }, (_, index) => ({ sku: `sku-${index}`, title: 'A thing of some length' }))
  const started = performance.now()
  const { runId } = await world.start(plan, { lines })
  await world.dispatch()
  await vi.waitFor(async () => expect(await itemsDone(runId)).toBeGreaterThan(100), { timeout: 30_000 })
  expect(await itemsDone(runId)).toBeLessThan(ITEMS)
  await vi.waitFor(async () => expect(ended(await observeRun(world, runId))).toBe(true), {
    timeout: 400_000,
    interval: 500,
  })
  const seconds = (performance.now() - started) / 1_000
  const { run } = await observeRun(world, runId)
  expect(run.state).toBe('succeeded')
  expect(await itemsDone(runId)).toBe(ITEMS)
  // What was listed says how long it was only once it is known to have ended.
  const events = await vi.waitFor(
    async () => {
      const listed = await eventsOf(runId)
      expect(listed.length).toBeGreaterThan(0)
      expect(Math.min(...listed)).toBeGreaterThan(0)
      return listed
    },
    { timeout: 30_000 },
  )
  console.info(`${ITEMS} items: ${seconds.toFixed(1)} s, ${events.length} executions of ${events.join(' + ')} events`)
  expect(Math.max(...events)).toBeLessThan(15_000)
  expect(await outputOf(runId)).toMatchObject({ count: ITEMS, succeeded: ITEMS, failed: 0 })
}, 450_000)

test('a history that grows long is handed over, and the items go on where they stood', async () => {
  const items = 1_500
  const before = world.vendor.effects.length
  const each = action('each', 'unsafe', { connectionId: world.connectionId })
  const plan = planOf([
    loopStep('lines', { list: reference('start', 'lines'), collect: 2, control: { concurrency: 10 } }),
    placed(each, { region: 1, deps: [] }),
  ])
  const { runId } = await world.start(plan, { lines: Array.from({ length: items }, (_, index) => index) })
  await world.dispatch()
  await vi.waitFor(async () => expect(ended(await observeRun(world, runId))).toBe(true), {
    timeout: 200_000,
    interval: 500,
  })
  expect((await observeRun(world, runId)).run).toMatchObject({ state: 'succeeded', epoch: 1 })
  expect(world.vendor.effects.length - before).toBe(items)
  await vi.waitFor(async () => expect((await eventsOf(runId)).length).toBeGreaterThan(1), { timeout: 30_000 })
  const events = await eventsOf(runId)
  console.info(`${items} items with an activity each: ${events.length} executions of ${events.join(' + ')} events`)
  expect(await outputOf(runId)).toMatchObject({ count: items, succeeded: items, failed: 0 })
  const code = await buildWorkflowBundle()
  for (const { id } of await executionsOf(runId)) {
    const history = await world.client.workflow.getHandle(runWorkflowId(runId, 1), id).fetchHistory()
    await Worker.runReplayHistory({ workflowBundle: { code } }, history)
  }
}, 250_000)

const outputOf = async (runId: string) => {
  const [output] = await inWorkspace(world.db, world.workspaceId, (tx) =>
    tx
      .select(wholePayload)
      .from(stepRun)
      .innerJoin(payload, eq(payload.id, stepRun.outputPayloadId))
      .where(and(eq(stepRun.runId, runId), eq(stepRun.stepId, 'lines'))),
  )
  return output ? loadJson(world.db, world.workspaceId, output) : null
}
