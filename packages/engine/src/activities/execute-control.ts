import { recordAnswer } from '@patchbay/core/runs/record-answer'
import { recordStep } from '@patchbay/core/runs/record-step'
import type { StepError } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import type { ControlNode } from '@patchbay/flow/plan'
import type { NodeRef, StepResult } from '@patchbay/scheduler/host'
import { buildScope } from './build-scope.ts'
import type { ActivityDependencies } from './dependencies.ts'
import { type ControlWork, evaluateControl, type Made, StepProblem } from './evaluate-control.ts'
import { knownStep, nodeOf, type RunSession, remember } from './run-session.ts'

type ControlStep = { ref: NodeRef; control: ControlNode; work: ControlWork }

/** Runs a step that touches nothing outside: evaluates it and writes down its checkpoint. */
export async function executeControl(
  deps: ActivityDependencies,
  session: RunSession,
  step: ControlStep,
): Promise<StepResult> {
  const startedAt = new Date()
  const scope = buildScope(session, step.ref)
  let made: Made
  let error: StepError | null = null
  try {
    const waitUntil = knownStep(session, step.ref)?.waitUntil ?? null
    made = await evaluateControl(step.work, { scope, expressions: deps.expressions, waitUntil })
    if (step.work.kind === 'answer') await giveAnswer(deps, session, made.output ?? null)
  } catch (problem) {
    if (!(problem instanceof StepProblem)) throw problem
    error = problem.error
    made = { result: { status: 'failed', code: error.code } }
  }
  const output = made.output ?? null
  const recorded = await recordStep(deps.db, session.target, {
    place: nodeOf(session, step.ref).place,
    kind: step.work.kind,
    state: made.state ?? (error ? 'failed' : 'succeeded'),
    port: portOf(made.result, step.control),
    count: made.count ?? null,
    input: made.input ?? null,
    output,
    notes: made.notes ?? null,
    error,
    waitUntil: made.waitUntil ?? null,
    startedAt,
  })
  if (!recorded) return { status: 'stale' }
  if (made.result.status === 'succeeded' && output !== null) remember(session, step.ref, output)
  return made.result
}

const portOf = (result: StepResult, control: ControlNode): string | null => {
  if (result.status === 'succeeded') return result.port
  return result.status === 'failed' && control.catches ? 'error' : null
}

/** The caller of the webhook hears it at once, whatever the run does after. */
async function giveAnswer(deps: ActivityDependencies, session: RunSession, output: Json): Promise<void> {
  if (output === null || typeof output !== 'object' || Array.isArray(output)) return
  const { target, run } = session
  const { status, body } = output
  await recordAnswer(deps.db, target, { deliveryId: run.deliveryId, status: Number(status), body: body ?? null })
  deps.notify('patchbay_answer', run.deliveryId)
}
