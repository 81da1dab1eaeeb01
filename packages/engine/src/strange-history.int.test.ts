import { inWorkspace } from '@patchbay/db/in-workspace'
import { stepRun } from '@patchbay/db/schema'
import { testDatabase } from '@patchbay/db/testing'
import { useDatabase, useTemporal } from '@patchbay/local-stack/testing'
import { and, eq } from 'drizzle-orm'
import { beforeAll, expect, test, vi } from 'vitest'
import { RELEASE_SIGNAL, type ReleaseSignal, runWorkflowId, TASK_QUEUE } from './contract.ts'
import { ended, states, until } from './testing/observe.ts'
import { action, planOf } from './testing/plans.ts'
import { lookAfterSilent, takeOverSilent } from './testing/take-over.ts'
import { openWorld, type World, workflowBundle } from './testing/world.ts'

const database = useDatabase(testDatabase)
const temporal = useTemporal()
const at = () => ({ appUrl: database.appUrl, address: temporal.address, namespace: temporal.namespace })

beforeAll(async () => {
  await workflowBundle()
}, 60_000)

/** As if a release had changed what is asked for. */
const strange = (code: string) => code.replaceAll('quick.runSegment(', 'quick.loadApplied(')

/**
 * A run that was answered what it asked when its worker was gone: its next workflow task is for who comes after. No timer
 * of it is open: the strange workflow would start it a second time, and the engine refuses a task that does.
 */
async function abandoned() {
  const world = await openWorld(at())
  const { connectionId } = world
  world.vendor.next.push({ kind: 'hold', until: Promise.resolve() }, { kind: 'status', status: 422 })
  const { runId } = await world.start(
    planOf([
      action('before', 'keyed', { connectionId }),
      action('asks', 'keyed', { connectionId, work: { ifFails: { kind: 'ask' } } }),
      action('after', 'keyed', { connectionId }),
    ]),
  )
  await world.dispatch()
  await until(world, runId, (seen) => states(seen)['asks'] === 'needs_attention')
  await world.stopWorking()
  await inWorkspace(world.db, world.workspaceId, (tx) =>
    tx
      .update(stepRun)
      .set({ state: 'succeeded', port: 'out', finishedAt: new Date() })
      .where(and(eq(stepRun.runId, runId), eq(stepRun.stepId, 'asks'))),
  )
  const workflow = world.client.workflow.getHandle(runWorkflowId(runId, 1))
  // Told directly: the reconciler would say it once more, amid the attempts that are counted here.
  await workflow.signal(RELEASE_SIGNAL, { node: 2, iteration: '' } satisfies ReleaseSignal)
  return { world, runId, workflow, of: { workspaceId: world.workspaceId, runId } }
}

test('a run whose history its workflow does not fit any more is not stuck: it goes on from its checkpoints', async () => {
  const { world: first, runId, workflow, of } = await abandoned()
  const second = await openWorld({ ...at(), change: strange })
  await vi.waitFor(async () => expect((await workflow.describe()).status.name).toBe('FAILED'), { timeout: 40_000 })
  await second.stopWorking()
  const third = await openWorld(at())
  await takeOverSilent(third, of)
  const done = await until(first, runId, ended)
  expect(done.run).toMatchObject({ state: 'succeeded', epoch: 2 })
  expect(first.vendor.effects).toHaveLength(2)
  await Promise.all([first.close(), second.close(), third.close()])
}, 120_000)

test('nor is one that meets it when its workflow task is tried again, which the engine does not end it for', async () => {
  const { world: first, runId, workflow, of } = await abandoned()
  const attempt = async () => (await workflow.describe()).raw.pendingWorkflowTask?.attempt
  await failTasks(first, 3)
  expect(await attempt()).toBe(4)
  expect(await lookAfterSilent(first, of)).toMatchObject({ alive: 1, takenOver: 0 })

  const second = await openWorld({ ...at(), change: strange })
  await vi.waitFor(async () => expect(await attempt()).toBe(5), { timeout: 60_000 })
  expect((await workflow.describe()).status.name).toBe('RUNNING')
  await second.stopWorking()
  const third = await openWorld(at())
  await takeOverSilent(third, of)
  expect((await workflow.describe()).status.name).toBe('TERMINATED')
  const done = await until(first, runId, ended)
  expect(done.run).toMatchObject({ state: 'succeeded', epoch: 2 })
  expect(first.vendor.effects).toHaveLength(2)
  await Promise.all([first.close(), second.close(), third.close()])
}, 180_000)

test('one whose workflow task fails again and again while it calls somebody is left to that call, and no longer', async () => {
  const gate = Promise.withResolvers<void>()
  // What it is told it cannot take in, and its activities go on.
  const deaf = (code: string) => code.replaceAll('released.add(', 'released.nobody.add(')
  const world = await openWorld({ ...at(), change: deaf })
  world.vendor.next.push({ kind: 'hold', until: gate.promise })
  const pay = action('pay', 'unsafe', { connectionId: world.connectionId, control: { timeoutMs: 180_000 } })
  if (pay.work.kind === 'action') pay.work.policy = { ...pay.work.policy, timeoutMs: 180_000 }
  const { runId } = await world.start(planOf([pay]))
  await world.dispatch()
  await vi.waitFor(() => expect(world.vendor.requests).toHaveLength(1), { timeout: 20_000 })
  const of = { workspaceId: world.workspaceId, runId }
  const workflow = world.client.workflow.getHandle(runWorkflowId(runId, 1))
  await workflow.signal(RELEASE_SIGNAL, { node: 1, iteration: '' } satisfies ReleaseSignal)
  const attempt = async () => (await workflow.describe()).raw.pendingWorkflowTask?.attempt
  await vi.waitFor(async () => expect(await attempt()).toBeGreaterThanOrEqual(5), { timeout: 120_000, interval: 500 })
  expect(await lookAfterSilent(world, of)).toMatchObject({ alive: 1, takenOver: 0 })

  gate.resolve()
  await vi.waitFor(async () => expect((await workflow.describe()).raw.pendingActivities ?? []).toEqual([]), {
    timeout: 20_000,
  })
  await takeOverSilent(world, of)
  expect((await workflow.describe()).status.name).toBe('TERMINATED')
  const done = await until(world, runId, ended)
  expect(done).toMatchObject({ run: { state: 'succeeded', epoch: 2 }, decisions: [] })
  expect(world.vendor.requests).toHaveLength(1)
  await world.close()
}, 240_000)

/** As if workers had died in the middle of a workflow task, up to and with this attempt. */
async function failTasks({ client }: World, last: number): Promise<void> {
  const { namespace } = temporal
  for (;;) {
    const { taskToken, attempt } = await client.workflowService.pollWorkflowTaskQueue({
      namespace,
      taskQueue: { name: TASK_QUEUE },
      identity: 'dies',
    })
    await client.workflowService.respondWorkflowTaskFailed({ namespace, taskToken, identity: 'dies' })
    if (attempt === last) return
  }
}
