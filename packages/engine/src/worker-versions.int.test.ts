import { testDatabase } from '@patchbay/db/testing'
import { useDatabase, useTemporal } from '@patchbay/local-stack/testing'
import { expect, test, vi } from 'vitest'
import { runWorkflowId } from './contract.ts'
import { ended, until } from './testing/observe.ts'
import { placed, planOf, setStep, waitStep } from './testing/plans.ts'
import { release } from './testing/release.ts'
import { approvalNode } from './testing/waiting.ts'
import { openWorld, type World } from './testing/world.ts'
import { currentBuild, giveBack, IDLE_AFTER_MS, mayTakeOver, takeOver } from './worker-versions.ts'

const database = useDatabase(testDatabase)
const temporal = useTemporal()
const at = () => ({ appUrl: database.appUrl, address: temporal.address, namespace: temporal.namespace })

/** The builds that completed its workflow tasks, in order, each once; the row of the run ends before the last of them. */
async function buildsOf(world: World, runId: string): Promise<string[]> {
  const workflow = world.client.workflow.getHandle(runWorkflowId(runId, 1))
  await workflow.result()
  const history = await workflow.fetchHistory()
  const builds = (history.events ?? []).flatMap(({ workflowTaskCompletedEventAttributes: done }) =>
    done == null ? [] : [done.deploymentVersion?.buildId ?? 'none'],
  )
  return [...new Set(builds)]
}

const waiting = (world: World, runId: string) =>
  until(world, runId, ({ steps }) => steps.some(({ state }) => state === 'waiting'))

// A wait would be over, or not, by how fast the next build stands; an answer comes when it does.
const plan = planOf([
  approvalNode('ask', { deadlineMs: 3_600_000 }),
  placed(setStep('after', { kind: 'constant', value: 1 }), { deps: [{ node: 1, port: 'approved' }] }),
])
const answer = (world: World, runId: string) =>
  release(world, { runId, stepId: 'ask' }, { state: 'succeeded', port: 'approved', finishedAt: new Date() })

test('a run that one build began is finished by the next, and by the old one where the next cannot replay it', async () => {
  const { namespace } = at()
  const first = await openWorld({ ...at(), build: 'first' })
  // From before there were versions.
  expect(await currentBuild(first.client, namespace)).toBeNull()
  expect(await mayTakeOver(first.client, namespace)).toBe(true)
  expect(await currentBuild(first.client, namespace)).toBeNull()
  expect(await takeOver(first.client, { namespace, buildId: first.buildId })).toEqual({ taken: true, pinned: 0 })
  const upgraded = await first.start(plan)
  await first.dispatch()
  await waiting(first, upgraded.runId)
  await first.close()

  const second = await openWorld({ ...at(), build: 'second' })
  expect(second.buildId).not.toBe(first.buildId)
  await takeOver(second.client, { namespace, buildId: second.buildId })
  const inFirst = { ...second, workspaceId: first.workspaceId }
  await answer(inFirst, upgraded.runId)
  expect((await until(inFirst, upgraded.runId, ended)).run.state).toBe('succeeded')
  expect(await buildsOf(second, upgraded.runId)).toEqual([first.buildId, second.buildId])

  const kept = await second.start(plan)
  await second.dispatch()
  await waiting(second, kept.runId)
  const third = await openWorld({ ...at(), build: 'third' })
  // It says that it replays nothing of before.
  const taken = await vi.waitFor(
    async () => {
      const { count } = await second.client.workflow.count(
        `ExecutionStatus = 'Running' AND TemporalWorkerDeploymentVersion = 'patchbay:${second.buildId}'`,
      )
      expect(count).toBe(1)
      return takeOver(third.client, { namespace, buildId: third.buildId, replaysFrom: 99 })
    },
    { timeout: 30_000 },
  )
  expect(taken).toEqual({ taken: true, pinned: 1 })
  const fresh = await third.start(plan)
  await third.dispatch()
  await waiting(third, fresh.runId)
  await answer(third, fresh.runId)
  await until(third, fresh.runId, ended)
  await answer(second, kept.runId)
  await until(second, kept.runId, ended)
  expect(await buildsOf(third, fresh.runId)).toEqual([third.buildId])
  expect(await buildsOf(third, kept.runId)).toEqual([second.buildId])

  // A worker of an older engine that starts again takes nothing from a newer one.
  expect(await takeOver(third.client, { namespace, buildId: 'v1-0123456789ab' })).toEqual({
    taken: false,
    newer: third.buildId,
  })
  // One of the same engine leaves it alone while it is polled, and steps in once nobody asks for work any more.
  expect(await mayTakeOver(second.client, namespace)).toBe(true)
  const beside = { namespace, buildId: second.buildId, idleAfterMs: IDLE_AFTER_MS }
  expect(await takeOver(second.client, beside)).toEqual({ taken: false, beside: third.buildId })
  expect(await takeOver(second.client, { ...beside, idleAfterMs: -60_000 })).toEqual({ taken: true, pinned: 0 })
  expect(await currentBuild(second.client, namespace)).toBe(second.buildId)
  await second.close()
  await third.close()

  const plain = await openWorld(at())
  await giveBack(plain.client, namespace)
  const without = await plain.start(planOf([waitStep('wait', 1)]))
  await plain.dispatch()
  await until(plain, without.runId, ended)
  expect(await buildsOf(plain, without.runId)).not.toContain(third.buildId)
  await plain.close()
}, 120_000)
