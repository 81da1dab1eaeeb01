import { inWorkspace } from '@patchbay/db/in-workspace'
import { stepRun } from '@patchbay/db/schema'
import { eq } from 'drizzle-orm'
import { runWorkflowId } from '../contract.ts'
import { reconcile } from '../reconcile.ts'
import { ended, until } from './observe.ts'
import { action, constant, planOf, setStep, waitStep } from './plans.ts'
import type { World } from './world.ts'

const fail = (error: unknown): never => {
  throw error
}

/** Runs that touch every way a workflow can go, by name: their histories are kept for every later version to replay. */
export const sampleRuns: Record<string, (world: World) => Promise<string>> = {
  async straight(world) {
    return finish(world, planOf([setStep('greet', constant('hello')), write(world, 'first'), write(world, 'second')]))
  },
  async branchJoinAndLoop(world) {
    const each = write(world, 'each')
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
      { ...write(world, 'taken'), control: { ...write(world, 'taken').control, deps: [{ node: 1, port: 'yes' }] } },
      {
        ...write(world, 'passed'),
        control: { ...write(world, 'passed').control, deps: [{ node: 1, port: 'otherwise' }] },
      },
      {
        control: {
          id: 'lines',
          kind: 'loop',
          mode: 'segment',
          concurrency: 2,
          onItemError: 'stop',
          deps: [
            { node: 2, port: 'out' },
            { node: 3, port: 'out' },
          ],
        },
        work: { kind: 'loop', name: 'Lines', list: { kind: 'constant', value: [1, 2, 3] } },
      },
      { ...each, control: { ...each.control, region: 4, deps: [] } },
      { ...unsafe(world, 'last'), control: { ...unsafe(world, 'last').control, deps: [{ node: 4, port: 'out' }] } },
    ])
    return finish(world, plan)
  },
  async retriedAndWaited(world) {
    world.vendor.next.push({ kind: 'status', status: 503 })
    return finish(world, planOf([write(world, 'first'), waitStep('pause', 20), write(world, 'second')]))
  },
  async failed(world) {
    world.vendor.next.push({ kind: 'status', status: 422 })
    return finish(world, planOf([write(world, 'first'), write(world, 'second')]))
  },
  async heldAndReleased(world) {
    world.vendor.next.push({ kind: 'apply_then_cut' })
    const { runId } = await world.start(planOf([unsafe(world, 'pay'), write(world, 'after')]))
    await world.dispatch()
    await until(world, runId, ({ decisions }) => decisions.length === 1)
    await inWorkspace(world.db, world.workspaceId, (tx) =>
      tx
        .update(stepRun)
        .set({ state: 'succeeded', port: 'out', sentAt: null, releaseRequestedAt: new Date() })
        .where(eq(stepRun.runId, runId)),
    )
    await reconcile(world.db, world.client, { silentMs: 3_600_000, cancelGraceMs: 3_600_000, onError: fail })
    await until(world, runId, ended)
    return runId
  },
  async cancelled(world) {
    const { runId } = await world.start(planOf([waitStep('pause', 3_600_000)]))
    await world.dispatch()
    await until(world, runId, ({ run: { state } }) => state === 'waiting')
    await world.client.workflow.getHandle(runWorkflowId(runId, 1)).cancel()
    await until(world, runId, ended)
    return runId
  },
}

const write = (world: World, id: string) => action(id, 'keyed', { connectionId: world.connectionId })
const unsafe = (world: World, id: string) => action(id, 'unsafe', { connectionId: world.connectionId })

async function finish(world: World, plan: Parameters<World['start']>[0]): Promise<string> {
  const { runId } = await world.start(plan)
  await world.dispatch()
  await until(world, runId, ended)
  return runId
}
