import { finishTestRun, type TestEnd } from '@patchbay/core/tests/finish-test-run'
import { recordStepTests } from '@patchbay/core/tests/record-step-test'
import { type TestTarget, takeTestRun } from '@patchbay/core/tests/take-test-run'
import type { StepError } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import type { WorkNode } from '@patchbay/flow/plan'
import type { NodeRef, StepResult } from '@patchbay/scheduler/host'
import { createMemoryHost } from '@patchbay/scheduler/memory-host'
import { runPlan } from '@patchbay/scheduler/run-plan'
import type { ActivityDependencies } from '../dependencies.ts'
import { nodeOf, remember } from '../run-session.ts'
import { containersAround } from '../seen-iteration.ts'
import { firstPass, openTrial, rememberFailure } from './open-trial.ts'
import type { Trial, TrialStep, Tried } from './trial.ts'
import { resolveInput, tryAction } from './try-action.ts'
import { tryControl } from './try-control.ts'
import { tryPhase } from './try-phase.ts'
import { tryStandingIn } from './try-standing-in.ts'

/** Carries out a test that core has written down, and writes down what it came to. */
export async function runTrial(deps: ActivityDependencies, target: TestTarget, signal: AbortSignal): Promise<void> {
  const test = await takeTestRun(deps.db, target)
  if (test === null) return
  const tell = () => deps.notify('patchbay_live', `${target.workspaceId}:test:${target.testRunId}`)
  const trial = openTrial(test, { workspaceId: target.workspaceId, signal })
  const end = await carryOut(deps, trial, tell).catch((error: unknown) => {
    deps.log.error({ err: error, testRunId: test.id }, 'a test broke')
    return over('failed', { reason: 'The test broke on our side. What it had done is in the list above.' })
  })
  await finishTestRun(deps.db, target, end)
  tell()
}

const over = (state: TestEnd['state'], more: Partial<TestEnd> = {}): TestEnd => ({
  state,
  reason: null,
  failedStepId: null,
  notes: [],
  preview: null,
  ...more,
})

async function carryOut(deps: ActivityDependencies, trial: Trial, tell: () => void): Promise<TestEnd> {
  const { kind, work } = trial.test
  if (kind === 'flow' || kind === 'here' || work.target === null) return walk(deps, trial, tell)
  const ref = { node: work.target, iteration: firstPass(trial.session, work.target) }
  const blocked = await enterLoops(deps, trial, ref)
  if (blocked !== null) return ended(trial, { ref, tried: blocked })
  if (kind === 'preview') return preview(deps, trial, ref)
  return ended(trial, { ref, tried: await tryNode(deps, trial, ref) })
}

/** The loops around a step give its first item; null when they do. */
async function enterLoops(deps: ActivityDependencies, trial: Trial, ref: NodeRef): Promise<Tried | null> {
  const around = containersAround(trial.plan, ref.node).reverse()
  for (const node of around) {
    const place = { node, iteration: firstPass(trial.session, node) }
    const { control, work } = nodeOf(trial.session, place)
    if (work.kind !== 'loop') continue
    const tried = await tryControl(deps, trial, { ref: place, control, work })
    if (tried.error !== null) return tried
    if (tried.result.status === 'succeeded' && (tried.result.count ?? 0) === 0) return noItems(work.name)
    if (tried.output !== null) remember(trial.session, place, tried.output)
  }
  return null
}

const noItems = (name: string): Tried => {
  const error: StepError = {
    code: 'no_items',
    message: `“${name}” has no items with this sample, so nothing inside it would run. Choose another sample.`,
  }
  return { result: { status: 'failed', code: error.code }, output: null, error }
}

function ended(trial: Trial, of: { ref: NodeRef; tried: Tried }): TestEnd {
  const { error } = of.tried
  if (error === null) return over('succeeded')
  return over('failed', { reason: error.message, failedStepId: nodeOf(trial.session, of.ref).control.id })
}

async function preview(deps: ActivityDependencies, trial: Trial, ref: NodeRef): Promise<TestEnd> {
  const { control, work } = nodeOf(trial.session, ref)
  if (work.kind !== 'action') return over('succeeded', { preview: { input: null, error: null, notes: [] } })
  const resolved = await resolveInput(deps, trial, { ref, control, work })
  const shown: Json = JSON.parse(JSON.stringify(resolved))
  return over('succeeded', { preview: shown })
}

async function walk(deps: ActivityDependencies, trial: Trial, tell: () => void): Promise<TestEnd> {
  const errors = new Map<number, StepError>()
  const host = createMemoryHost(trial.plan.control, async (ref, _attempt, phase) => {
    const tried = phase === null ? await tryNode(deps, trial, ref) : await tryPhase(deps, trial, { ref, phase })
    if (tried.error !== null) errors.set(ref.node, tried.error)
    tell()
    return { result: resultOf(trial, ref, tried) }
  })
  const outcome = await runPlan(trial.plan.control, host)
  const skipped = host.trace.flatMap((entry) => (entry.kind === 'skipped' ? [entry.ref] : []))
  await recordSkipped(deps, trial, skipped)
  const failedNode = outcome.outcome === 'failed' ? outcome.failedNode : null
  if (outcome.outcome === 'failed') {
    const name = failedNode === null ? null : (trial.plan.work[failedNode]?.name ?? null)
    const error = failedNode === null ? null : (errors.get(failedNode) ?? null)
    const reason = name === null ? 'The flow ended this run as failed.' : `“${name}” failed: ${error?.message ?? ''}`
    return over('failed', {
      reason,
      failedStepId: failedNode === null ? null : (trial.plan.control[failedNode]?.id ?? null),
    })
  }
  const { target } = trial.test.work
  if (target !== null && !hasRun(trial, target)) {
    const name = trial.plan.work[target]?.name ?? ''
    return over('failed', { reason: `With this sample the flow takes another way and does not get to “${name}”.` })
  }
  return over('succeeded')
}

/** A failure whose error path goes on is told to the scheduler as what it is; it knows by the plan who catches. */
const resultOf = (trial: Trial, ref: NodeRef, tried: Tried): StepResult => {
  if (tried.error !== null) rememberFailure(trial.session, { ref, error: tried.error, output: null })
  return tried.result
}

const hasRun = ({ session }: Trial, node: number): boolean =>
  [...session.steps.values()].some((step) => step.node === node)

async function tryNode(deps: ActivityDependencies, trial: Trial, ref: NodeRef): Promise<Tried> {
  const { control, work } = nodeOf(trial.session, ref)
  if (trial.signal.aborted) {
    const error: StepError = { code: 'timed_out', message: 'The time for this test was over before this step.' }
    return { result: { status: 'failed', code: error.code }, output: null, error }
  }
  const tried = await tryOne(deps, trial, { ref, control, work })
  if (tried.error === null) remember(trial.session, ref, tried.output)
  return tried
}

function tryOne(deps: ActivityDependencies, trial: Trial, step: TrialStep & { work: WorkNode }): Promise<Tried> {
  const { ref, control, work } = step
  switch (work.kind) {
    case 'action':
      return control.undoOf === undefined
        ? tryAction(deps, trial, { ref, control, work })
        : tryStandingIn(deps, trial, { ref, control, work })
    case 'event':
    case 'approval':
    case 'subflow':
      return tryStandingIn(deps, trial, { ref, control, work })
    default:
      return tryControl(deps, trial, { ref, control, work })
  }
}

async function recordSkipped(deps: ActivityDependencies, trial: Trial, refs: NodeRef[]): Promise<void> {
  const rows = refs
    .filter(({ iteration }) => iteration.length === 0)
    .map((ref) => {
      const { control, work } = nodeOf(trial.session, ref)
      return {
        testRunId: trial.test.id,
        flowId: trial.test.flowId,
        stepId: control.id,
        iteration: '',
        kind: work.kind === 'action' ? `${work.connector}.${work.action}` : work.kind,
        fingerprint: trial.test.work.fingerprints[control.id] ?? '',
        state: 'skipped' as const,
        environment: 'none' as const,
        requestedBy: trial.test.requestedBy,
      }
    })
  await recordStepTests(deps.db, trial.session.target.workspaceId, rows)
}
