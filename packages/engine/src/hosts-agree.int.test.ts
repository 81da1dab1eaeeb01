import { ENGINE_VERSION } from '@patchbay/flow/plan'
import { useTemporal } from '@patchbay/local-stack/testing'
import type { NodeRef, Phase, StepResult } from '@patchbay/scheduler/host'
import { createMemoryHost, type StepFunction, type TraceEntry } from '@patchbay/scheduler/memory-host'
import { runPlan } from '@patchbay/scheduler/run-plan'
import { runSegment } from '@patchbay/scheduler/run-segment'
import { arbitraryTrial, stepsOf, type Trial } from '@patchbay/scheduler/testing/arbitrary-plan'
import { checkWalk, finalRuns, skippedKeys } from '@patchbay/scheduler/testing/check-walk'
import { type Client, WorkflowNotFoundError } from '@temporalio/client'
import { type NativeConnection, Worker } from '@temporalio/worker'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Activities } from './activities/create-activities.ts'
import type { HowItEnded } from './activities/end-run.ts'
import { buildWorkflowBundle } from './bundle.ts'
import { clientOn } from './client.ts'
import { type FlowRunInput, RELEASE_SIGNAL, type ReleaseSignal, TASK_QUEUE } from './contract.ts'
import { connectNative } from './run-workers.ts'

const PLANS = 40
const SEED = 20_261_121

const temporal = useTemporal()
const walks = new Map<string, TemporalWalk>()
let native: NativeConnection
let worker: Worker
let working: Promise<void>
let client: Client

beforeAll(async () => {
  native = await connectNative({
    address: temporal.address,
    namespace: temporal.namespace,
    tls: false,
    apiKey: undefined,
  })
  client = clientOn(native, temporal.namespace)
  worker = await Worker.create({
    connection: native,
    namespace: temporal.namespace,
    taskQueue: TASK_QUEUE,
    workflowBundle: { code: await buildWorkflowBundle() },
    activities: trialActivities,
  })
  working = worker.run()
}, 60_000)

afterAll(async () => {
  worker?.shutdown()
  await working
  await native?.close()
})

test(`${PLANS} random plans come to the same in memory and on Temporal`, async () => {
  const seen = await walkBoth('agree', { stops: false, timeOuts: false })
  expect(seen.undos).toBeGreaterThan(0)
  // Of too few, agreeing would mean little.
  expect(seen.decided).toBeGreaterThan(PLANS / 4)
}, 180_000)

test(`${PLANS} random plans with stops and time-outs come to what the plan allows, in memory and on Temporal`, async () => {
  const seen = await walkBoth('early', { stops: true, timeOuts: true })
  expect(seen.early).toBeGreaterThan(0)
}, 180_000)

test('each of their histories replays, though results that came one by one come together then', async () => {
  const histories = async function* () {
    for (const id of walks.keys()) {
      yield { workflowId: id, history: await client.workflow.getHandle(id).fetchHistory() }
    }
  }
  const code = await buildWorkflowBundle()
  const diverged: string[] = []
  for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle: { code } }, histories())) {
    if (error) diverged.push(`${workflowId}: ${error}`)
  }
  expect(diverged).toEqual([])
}, 180_000)

/**
 * Both are held against what has to come of each plan; where neither the order of events nor a clock can change it,
 * against each other.
 */
async function walkBoth(name: string, timing: Parameters<typeof arbitraryTrial>[0]) {
  const trials = fc.sample(arbitraryTrial(timing), { numRuns: PLANS, seed: SEED })
  const seen = { calls: 0, undos: 0, decided: 0, early: 0 }
  await Promise.all(
    trials.map(async (trial, pace) => {
      const here = await inMemory(trial, pace)
      const there = await onTemporal(trial, { runId: `${name}-${pace}`, pace })
      const { expected } = checkWalk(trial, { ...here, isExact: false })
      const { undos } = checkWalk(trial, { ...there, isExact: false })
      seen.undos += undos
      seen.calls += there.trace.filter(({ kind }) => kind === 'started').length
      if (expected.mayStop || there.outcome.code === 'join_timed_out') seen.early += 1
      if (timing.timeOuts || expected.mayFail.size > 0 || [...expected.runs.values()].includes('maybe')) return
      seen.decided += 1
      expect(there.outcome).toEqual(here.outcome)
      expect([...finalRuns(trial, there.trace)].sort()).toEqual([...finalRuns(trial, here.trace)].sort())
      expect(skippedKeys(there.trace).sort()).toEqual(skippedKeys(here.trace).sort())
    }),
  )
  console.info(`hosts agree, ${name}: ${PLANS} plans, ${JSON.stringify(seen)}`)
  return seen
}

async function inMemory(trial: Trial, pace: number) {
  const host = createMemoryHost(trial.skeleton, stepsOf(trial, pace))
  const outcome = await runPlan(trial.skeleton, host)
  return { outcome, trace: [...host.trace] }
}

type TemporalWalk = {
  trial: Trial
  steps: StepFunction
  trace: TraceEntry[]
  attempts: Map<string, number>
  checkpoints: Map<string, StepResult>
  skippedLists: Set<string>
  /** Told as skipped, though they had run. */
  passedOver: NodeRef[]
  end: HowItEnded | null
}

async function onTemporal(trial: Trial, { runId, pace }: { runId: string; pace: number }) {
  const walk: TemporalWalk = {
    trial,
    steps: stepsOf(trial, pace),
    trace: [],
    attempts: new Map(),
    checkpoints: new Map(),
    skippedLists: new Set(),
    passedOver: [],
    end: null,
  }
  walks.set(runId, walk)
  const input: FlowRunInput = {
    workspaceId: 'agree',
    runId,
    epoch: 1,
    planHash: runId,
    engineVersion: ENGINE_VERSION,
    skeleton: [...trial.skeleton],
    settled: [],
  }
  await client.workflow.execute('flowRun', { taskQueue: TASK_QUEUE, workflowId: runId, args: [input] })
  if (walk.end === null) throw new Error(`${runId} ended without a word.`)
  // A task that was lost is begun anew and may come another way; there, as in the product, what has run stays as it is.
  const hasReason = walk.passedOver.length === 0 || (await hasLostTask(runId))
  if (!hasReason) for (const ref of walk.passedOver) walk.trace.push({ kind: 'skipped', atMs: 0, ref })
  return { outcome: walk.end.outcome, trace: [...walk.trace] }
}

async function hasLostTask(runId: string): Promise<boolean> {
  const { events } = await client.workflow.getHandle(runId).fetchHistory()
  return (events ?? []).some(
    (event) => event.workflowTaskTimedOutEventAttributes ?? event.workflowTaskFailedEventAttributes,
  )
}

const walkOf = ({ runId }: { runId: string }): TemporalWalk => {
  const walk = walks.get(runId)
  if (!walk) throw new Error(`No walk ${runId}.`)
  return walk
}

type Work = Parameters<Activities['runStep']>[0]

/** The steps of the trial where the product's would be: what is tried here is who calls what, and when. */
const trialActivities = {
  runStep: (work: Work, ref: NodeRef) => execute(work, ref, null),
  runPhase: (work: Work, { ref, phase }: { ref: NodeRef; phase: Phase }) => execute(work, ref, phase),
  runSegment: (work: Work, request: Parameters<Activities['runSegment']>[1]) => segment(work, request),
  runSegments: (work: Work, requests: Parameters<Activities['runSegments']>[1]) =>
    Promise.all(requests.map((request) => segment(work, request))),
  recordSkipped: async (work: Work, skipped: NodeRef[]) => noteSkipped(work, skipped),
  // Nobody here waits for an answer any more, once the walk does not.
  closeLeft: async () => undefined,
  finishRun: async (work: Work, end: HowItEnded) => {
    const walk = walkOf(work)
    // As in the product: a run that has ended stays as it is, however often its end is said.
    if (walk.end !== null) return
    walk.end = end
    noteSkipped(work, end.skipped)
  },
}

function segment(work: Work, request: Parameters<Activities['runSegment']>[1]) {
  const { trial } = walkOf(work)
  return runSegment(trial.skeleton, request, (ref) => execute(work, ref, null), { mayContinue: () => true })
}

async function execute(work: Work, ref: NodeRef, phase: Phase | null): Promise<StepResult> {
  const { steps, trace, attempts, checkpoints } = walkOf(work)
  const named = phase === null ? {} : { phase }
  const key = keyOf(ref, phase)
  // The engine may repeat a call of which it has not heard the answer: then the checkpoint answers, as in the product.
  const known = checkpoints.get(key)
  if (known) return known
  const attempt = (attempts.get(key) ?? 0) + 1
  attempts.set(key, attempt)
  trace.push({ kind: 'started', atMs: 0, ref, ...named })
  const { result } = await steps(ref, attempt, phase)
  trace.push({ kind: 'answered', atMs: 0, ref, result, ...named })
  if (result.status === 'succeeded' || result.status === 'failed') checkpoints.set(key, result)
  if (result.status === 'held' && result.forMs === undefined) await release(work, ref)
  return result
}

async function release({ runId }: Work, ref: NodeRef): Promise<void> {
  const signal: ReleaseSignal = { node: ref.node, iteration: ref.iteration.join('.') }
  try {
    await client.workflow.getHandle(runId).signal(RELEASE_SIGNAL, signal)
  } catch (error) {
    // Of a step that was cut off nobody waits any more.
    if (!(error instanceof WorkflowNotFoundError)) throw error
  }
}

/**
 * Under load a workflow task may time out, and its local activities run once more. A list that is said again counts
 * once; a step that stands in two is a fault.
 */
function noteSkipped(work: Work, refs: NodeRef[]): void {
  const { trace, skippedLists, checkpoints, passedOver } = walkOf(work)
  const list = JSON.stringify(refs)
  if (skippedLists.has(list)) return
  skippedLists.add(list)
  for (const ref of refs) {
    if (checkpoints.has(keyOf(ref, null))) passedOver.push(ref)
    else trace.push({ kind: 'skipped', atMs: 0, ref })
  }
}

const keyOf = (ref: NodeRef, phase: Phase | null): string => `${ref.node}/${ref.iteration.join('.')}/${phase}`
