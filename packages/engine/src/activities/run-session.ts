import type { FailedStep } from '@patchbay/core/runs/load-failures'
import { type LoadedRun, loadPlan, loadRun } from '@patchbay/core/runs/load-run'
import type { KeptOutputs, KnownStep } from '@patchbay/core/runs/load-steps'
import { recordSteps, type StepRecord } from '@patchbay/core/runs/record-step'
import { iterationKey, type RunTarget, type StepPlace } from '@patchbay/core/runs/run-target'
import type { Json } from '@patchbay/flow/json'
import type { ControlNode, Plan, WorkNode } from '@patchbay/flow/plan'
import type { NodeRef } from '@patchbay/scheduler/host'
import type { SQL } from 'drizzle-orm'
import { LRUCache } from 'lru-cache'
import type { ActivityDependencies } from './dependencies.ts'

/** One activity's hold on a run: its plan, its constants and its steps as they stood when the activity began. */
export type RunSession = {
  target: RunTarget
  run: LoadedRun
  plan: Plan
  steps: Map<string, KnownStep>
  /** Failures inside containers that can be left by their error, in the order they came about; where a plan has such. */
  failures: FailedStep[]
  /** Steps that were worked out and are written down with the next that does something, or when the activity ends. */
  unwritten: StepRecord[]
}

export type SessionOpener = {
  /** Its constants need not be read any more. */
  knows(runId: string): boolean
  /** `read`: the run, where the caller has just read it. */
  open(target: RunTarget & { planHash: string }, steps: KnownStep[], read?: LoadedRun | null): Promise<RunSession>
}

/** Plans and the constants of runs never change, so they are kept; steps are the caller's to read anew. */
export function createSessionOpener(deps: ActivityDependencies): SessionOpener {
  const plans = new LRUCache<string, Plan>({ max: 200 })
  const runs = new LRUCache<string, LoadedRun>({ max: 500, maxSize: 64_000_000, sizeCalculation: sizeOf })
  const runOf = async ({ workspaceId, runId }: RunTarget, read: LoadedRun | null): Promise<LoadedRun> => {
    const known = runs.get(runId)
    if (known) return known
    const run = read ?? (await loadRun(deps.db, workspaceId, runId))
    if (!run) throw new Error(`Run ${runId} is not in its workspace`)
    runs.set(runId, run)
    return run
  }
  return {
    knows: (runId) => runs.has(runId),
    async open(target, steps, read = null) {
      const run = await runOf(target, read)
      const planKey = `${target.workspaceId} ${target.planHash}`
      const plan = plans.get(planKey) ?? (await loadPlan(deps.db, target.workspaceId, target.planHash))
      if (!plan) throw new Error(`Plan ${target.planHash} is not stored`)
      plans.set(planKey, plan)
      return { target, run, plan, steps: new Map(steps.map(keyed)), failures: [], unwritten: [] }
    },
  }
}

/** Writes down what was worked out so far, and `more` with it. False when another epoch owns the run. */
export async function writeDown(
  db: ActivityDependencies['db'],
  session: RunSession,
  more: { records?: StepRecord[]; alongside?: SQL[] } = {},
): Promise<boolean> {
  const records = [...session.unwritten.splice(0), ...(more.records ?? [])]
  if (records.length === 0) return true
  return recordSteps(db, session.target, { ...more, records })
}

const keyed = (step: KnownStep): [string, KnownStep] => [stepKey(step.node, step.iteration), step]

export function addSteps(session: RunSession, steps: KnownStep[]): void {
  for (const step of steps) session.steps.set(...keyed(step))
}

/** The outputs that items of a long loop look at again and again: the list itself above all. */
export function keepOutputs(): KeptOutputs {
  const kept = new LRUCache<string, { output: Json }>({
    max: 5_000,
    maxSize: 64_000_000,
    ttl: 600_000,
    sizeCalculation: ({ output }) => JSON.stringify(output).length + 100,
  })
  return {
    get: (payloadId) => kept.get(payloadId)?.output,
    set: (payloadId, output) => kept.set(payloadId, { output }),
  }
}

export const stepKey = (node: number, iteration: string): string => `${node}/${iteration}`

export const knownStep = (session: RunSession, ref: NodeRef): KnownStep | null =>
  session.steps.get(stepKey(ref.node, iterationKey(ref.iteration))) ?? null

export function nodeOf(session: RunSession, ref: NodeRef): { control: ControlNode; work: WorkNode; place: StepPlace } {
  const control = session.plan.control[ref.node]
  const work = session.plan.work[ref.node]
  if (!control || !work) throw new Error(`The plan has no node ${ref.node}`)
  return { control, work, place: { node: ref.node, stepId: control.id, iteration: iterationKey(ref.iteration) } }
}

/** Keeps what a step gave for the steps after it in the same activity. */
export function remember(session: RunSession, ref: NodeRef, output: Json): void {
  const iteration = iterationKey(ref.iteration)
  const key = stepKey(ref.node, iteration)
  session.steps.set(key, {
    ...(session.steps.get(key) ?? blankStep),
    node: ref.node,
    iteration,
    state: 'succeeded',
    output,
  })
}

const blankStep: Omit<KnownStep, 'node' | 'iteration' | 'state' | 'output'> = {
  id: '',
  port: null,
  count: null,
  generation: 1,
  attempts: 1,
  roundFrom: 0,
  idempotencyKey: null,
  sentAt: null,
  keyUsedMsAgo: null,
  waitUntil: null,
  error: null,
  releaseRequestedAt: null,
  undoBegunAt: null,
  input: null,
  lastOutcome: 'succeeded',
  lastBegunMsAgo: null,
  nextTryInMs: null,
}

/** A step sees those of its own iteration and of the ones around it. */
export const visibleIterations = (refs: NodeRef[]): string[] => {
  const keys = new Set<string>([''])
  for (const { iteration } of refs) {
    for (let depth = 1; depth <= iteration.length; depth++) keys.add(iterationKey(iteration.slice(0, depth)))
  }
  return [...keys]
}

const sizeOf = (run: LoadedRun): number => JSON.stringify(run.item).length + 500
