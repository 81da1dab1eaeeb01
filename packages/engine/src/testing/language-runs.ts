import { inWorkspace } from '@patchbay/db/in-workspace'
import { decision, run } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import { ENGINE_VERSION, type Plan } from '@patchbay/flow/plan'
import { createMemoryHost } from '@patchbay/scheduler/memory-host'
import { runPlan } from '@patchbay/scheduler/run-plan'
import { eq } from 'drizzle-orm'
import { type FlowRunInput, runWorkflowId, TASK_QUEUE } from '../contract.ts'
import { ended, until } from './observe.ts'
import {
  action,
  constant,
  loopStep,
  type Node,
  placed,
  planOf,
  reference,
  repeatStep,
  scopeStep,
  setStep,
  waitStep,
} from './plans.ts'
import { release } from './release.ts'
import { approvalNode } from './waiting.ts'
import type { World } from './world.ts'

/** Runs that touch what the language of version 2 added, by name; kept beside those of `sampleRuns`. */
export const languageRuns: Record<string, (world: World) => Promise<string>> = {
  async loopInBatchesCollected(world) {
    const plan = planOf([
      loopStep('lines', {
        list: reference('start', 'lines'),
        batchSize: 2,
        collect: 2,
        control: { concurrency: 3, onItemError: 'continue' },
      }),
      placed(setStep('each', reference('lines', 'item', 0, 'sku')), { region: 1, deps: [] }),
      placed(write(world, 'after'), { deps: [{ node: 1, port: 'out' }] }),
    ])
    return finish(world, plan, { lines: [{ sku: 'a' }, {}, {}, {}, { sku: 'c' }] })
  },
  async repeatedUntil(world) {
    const seen = { kind: 'compare', left: reference('look', 'n'), operator: 'at_least' } as const
    const enough = world.vendor.effects.length + 2
    const plan = planOf([
      repeatStep('poll', { until: { ...seen, right: { kind: 'constant', value: enough } }, maxTimes: 5 }),
      placed(write(world, 'write'), { region: 1, deps: [] }),
      placed(read(world, 'look'), { region: 1, deps: [{ node: 2, port: 'out' }] }),
      placed(setStep('after', reference('look', 'n')), { deps: [{ node: 1, port: 'out' }] }),
    ])
    return finish(world, plan)
  },
  async firstSuccessWins(world) {
    const join = { of: 'succeeded' as const, need: 1, timeoutMs: 60_000, lanes: 2 }
    const plan = planOf([
      placed(
        { control: { id: 'race', kind: 'parallel', mode: 'segment', join }, work: { kind: 'parallel', name: 'race' } },
        {},
      ),
      placed(setStep('breaks', reference('start', 'nothing')), { region: 1, lane: 0, deps: [] }),
      placed(unsafe(world, 'wins'), { region: 1, lane: 1, deps: [] }),
      placed(write(world, 'after'), { deps: [{ node: 1, port: 'out' }] }),
    ])
    return finish(world, plan)
  },
  /** Somebody is asked in a lane that the run then goes on without. */
  async laneLeft(world) {
    const join = { of: 'ended' as const, need: 1, timeoutMs: null, lanes: 2 }
    const plan = planOf([
      placed(
        { control: { id: 'race', kind: 'parallel', mode: 'segment', join }, work: { kind: 'parallel', name: 'race' } },
        {},
      ),
      placed(approvalNode('ask'), { region: 1, lane: 0, deps: [] }),
      placed(setStep('short', constant('x')), { region: 1, lane: 1, deps: [] }),
      placed(waitStep('pause', 500), { deps: [{ node: 1, port: 'out' }] }),
      placed(write(world, 'after'), { deps: [{ node: 4, port: 'out' }] }),
    ])
    return finish(world, plan)
  },
  async joinTimedOut(world) {
    const join = { of: 'ended' as const, need: null, timeoutMs: 50, lanes: 2 }
    const plan = planOf([
      placed(
        { control: { id: 'race', kind: 'parallel', mode: 'segment', join }, work: { kind: 'parallel', name: 'race' } },
        { catches: true },
      ),
      placed(waitStep('long', 3_600_000), { region: 1, lane: 0, deps: [] }),
      placed(setStep('short', constant('x')), { region: 1, lane: 1, deps: [] }),
      placed(write(world, 'late'), { deps: [{ node: 1, port: 'error' }] }),
    ])
    return finish(world, plan)
  },
  async scopeUndone(world) {
    const plan = scope(world, { undo: 5 }, [
      placed(unsafe(world, 'second'), { region: 1, lane: 0, deps: [{ node: 2, port: 'out' }], undo: 6 }),
    ])
    return finish(world, plan)
  },
  async undoAskedFor(world) {
    const { runId } = await world.start(scope(world, { asksUndo: true }, []))
    await world.dispatch()
    await until(world, runId, ({ decisions }) => decisions.length === 1)
    await inWorkspace(world.db, world.workspaceId, (tx) =>
      tx.update(decision).set({ state: 'decided', verdict: 'done' }).where(eq(decision.runId, runId)),
    )
    await release(world, { runId, stepId: 'first' })
    await until(world, runId, ended)
    return runId
  },
  async wentOnWithDefault(world) {
    world.vendor.next.push({ kind: 'status', status: 422 })
    const ifFails = { kind: 'default', output: constant('none') } as const
    return finish(world, planOf([write(world, 'first', { ifFails }), write(world, 'second')]))
  },
  async askedAfterFailure(world) {
    world.vendor.next.push({ kind: 'status', status: 422 })
    const { runId } = await world.start(
      planOf([write(world, 'first', { ifFails: { kind: 'ask' } }), write(world, 'second')]),
    )
    await world.dispatch()
    await until(world, runId, ({ decisions }) => decisions.length === 1)
    await release(world, { runId, stepId: 'first' }, { state: 'retrying', roundFrom: 1 })
    await until(world, runId, ended)
    return runId
  },
  async nobodyAnswered(world) {
    return finish(world, asking(world, 300))
  },
  async approvedInTime(world) {
    const { runId } = await world.start(asking(world, 3_600_000))
    await world.dispatch()
    await until(world, runId, ({ run: { state } }) => state === 'waiting')
    await release(world, { runId, stepId: 'ask' }, { state: 'succeeded', port: 'approved', finishedAt: new Date() })
    await until(world, runId, ended)
    return runId
  },
  async takenUpFromASnapshot(world) {
    const plan = planOf([
      loopStep('lines', { list: constant('x'), collect: 2, control: { concurrency: 2 } }),
      placed(setStep('each', constant('y')), { region: 1, deps: [] }),
      placed(write(world, 'after'), { deps: [{ node: 1, port: 'out' }] }),
    ])
    const { runId } = await world.start(plan)
    const host = createMemoryHost(
      plan.control,
      ({ node }) => ({ result: { status: 'succeeded', port: 'out', ...(node === 1 ? { count: 6 } : {}) } }),
      { restartEvery: 4 },
    )
    const outcome = await runPlan(plan.control, host)
    if (outcome.outcome !== 'restart') throw new Error('the walk was not handed over')
    const { planHash } = (await until(world, runId, () => true)).run
    const input: FlowRunInput = {
      workspaceId: world.workspaceId,
      runId,
      epoch: 1,
      planHash,
      engineVersion: ENGINE_VERSION,
      skeleton: plan.control,
      settled: [],
      snapshot: outcome.snapshot,
    }
    await world.client.workflow.start('flowRun', {
      taskQueue: TASK_QUEUE,
      workflowId: runWorkflowId(runId, 1),
      args: [input],
    })
    await until(world, runId, ended)
    return runId
  },
  async cancelledAndUnwound(world) {
    const plan = planOf([
      placed(write(world, 'label'), { undo: 2 }),
      placed(write(world, 'voidLabel'), { deps: [], undoOf: 1 }),
      placed(waitStep('pause', 3_600_000), { deps: [{ node: 1, port: 'out' }] }),
    ])
    const { runId } = await world.start(plan)
    await world.dispatch()
    await until(world, runId, ({ run: { state } }) => state === 'waiting')
    await inWorkspace(world.db, world.workspaceId, (tx) =>
      tx
        .update(run)
        .set({ cancelRequestedAt: new Date(), cancelRequestedBy: 'Tamsin', cancelUndoes: true, epoch: 2 })
        .where(eq(run.id, runId)),
    )
    await world.client.workflow.getHandle(runWorkflowId(runId, 1)).cancel()
    await until(world, runId, ({ run: { unwindingAt } }) => unwindingAt !== null)
    await world.dispatch()
    await until(world, runId, ended)
    return runId
  },
}

type Work = Parameters<typeof action>[2]['work']
const write = (world: World, id: string, work: Work = {}) =>
  action(id, 'keyed', { connectionId: world.connectionId, work })
const unsafe = (world: World, id: string) => action(id, 'unsafe', { connectionId: world.connectionId })
const read = (world: World, id: string) => action(id, 'read', { connectionId: world.connectionId })

/** A question with a deadline, and what follows each of its ends. */
const asking = (world: World, deadlineMs: number): Plan =>
  planOf([
    approvalNode('ask', { deadlineMs }),
    placed(write(world, 'pay'), { deps: [{ node: 1, port: 'approved' }] }),
    placed(setStep('late', constant('late')), { deps: [{ node: 1, port: 'timeout' }] }),
  ])

/** A scope that fails after its writes, with all three lanes. */
function scope(world: World, first: Parameters<typeof placed>[1], more: Node[]): Plan {
  const last = 2 + more.length
  const breaks = last + 1
  const undos = [
    ...(first.undo === undefined ? [] : [placed(write(world, 'undoFirst'), { region: 1, deps: [], undoOf: 2 })]),
    ...(more.length === 0 ? [] : [placed(write(world, 'undoSecond'), { region: 1, deps: [], undoOf: 3 })]),
  ]
  return planOf([
    scopeStep('try', { compensates: true, catches: true, always: true }),
    placed(write(world, 'first'), { region: 1, lane: 0, deps: [], ...first }),
    ...more,
    placed(setStep('breaks', reference('start', 'nothing')), {
      region: 1,
      lane: 0,
      deps: [{ node: last, port: 'out' }],
    }),
    ...undos,
    placed(setStep('caught', reference('try', 'error', 'code')), { region: 1, lane: 1, deps: [] }),
    placed(setStep('always', constant('swept')), { region: 1, lane: 2, deps: [] }),
    placed(write(world, `after${breaks}`), { deps: [{ node: 1, port: 'out' }] }),
  ])
}

async function finish(world: World, plan: Plan, item: Json = {}): Promise<string> {
  const { runId } = await world.start(plan, item)
  await world.dispatch()
  await until(world, runId, ended)
  return runId
}
