import { iterationKey } from '@patchbay/core/runs/run-target'
import { recordStepTests } from '@patchbay/core/tests/record-step-test'
import type { Json } from '@patchbay/flow/json'
import { buildScope } from '../build-scope.ts'
import type { ActivityDependencies } from '../dependencies.ts'
import { type ControlWork, evaluateControl, type Made, StepProblem } from '../evaluate-control.ts'
import type { Trial, TrialStep, Tried } from './trial.ts'

/** More would make a test of a big order a load test of the vendors. */
export const MAX_ITEMS = 5

/** Works out a step that touches nothing outside. A wait is over at once, and of a long list the first items are walked. */
export async function tryControl(
  deps: ActivityDependencies,
  trial: Trial,
  step: TrialStep & { work: ControlWork },
): Promise<Tried> {
  const started = performance.now()
  const tried = await evaluate(deps, trial, step)
  const { fingerprints } = trial.test.work
  await recordStepTests(deps.db, trial.session.target.workspaceId, [
    {
      testRunId: trial.test.id,
      flowId: trial.test.flowId,
      stepId: step.control.id,
      iteration: iterationKey(step.ref.iteration),
      kind: step.work.kind,
      fingerprint: fingerprints[step.control.id] ?? '',
      state: tried.error === null ? 'succeeded' : 'failed',
      port: tried.result.status === 'succeeded' ? tried.result.port : null,
      output: tried.output,
      error: tried.error,
      notes: tried.notes,
      environment: 'none',
      tookMs: Math.round(performance.now() - started),
      requestedBy: trial.test.requestedBy,
    },
  ])
  return tried
}

type Evaluated = Tried & { notes: string[] }

async function evaluate(
  deps: ActivityDependencies,
  trial: Trial,
  step: TrialStep & { work: ControlWork },
): Promise<Evaluated> {
  try {
    const scope = buildScope(trial.session, step.ref)
    const made = await evaluateControl(step.work, { scope, expressions: deps.expressions, waitUntil: null })
    return settle(made)
  } catch (problem) {
    if (!(problem instanceof StepProblem)) throw problem
    return { result: { status: 'failed', code: problem.error.code }, output: null, error: problem.error, notes: [] }
  }
}

function settle(made: Made): Evaluated {
  const notes = [...(made.notes ?? [])]
  if (made.waitUntil !== undefined) {
    const until = made.waitUntil.toISOString()
    notes.push(`A run would wait until ${until}. A test does not wait.`)
    return { result: { status: 'succeeded', port: 'out' }, output: { until }, error: null, notes }
  }
  const output: Json | null = made.output ?? null
  if (made.result.status !== 'succeeded' || (made.result.count ?? 0) <= MAX_ITEMS)
    return { result: made.result, output, error: null, notes }
  notes.push(`A test goes through the first ${MAX_ITEMS} of ${made.result.count} items.`)
  return { result: { ...made.result, count: MAX_ITEMS }, output, error: null, notes }
}
