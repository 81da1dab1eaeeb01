import { tooLarge } from '@patchbay/core/payloads/too-large'
import { answerStatement } from '@patchbay/core/runs/record-answer'
import type { StepError } from '@patchbay/db/schema'
import type { Json, JsonObject } from '@patchbay/flow/json'
import type { ControlNode } from '@patchbay/flow/plan'
import type { NodeRef, StepResult } from '@patchbay/scheduler/host'
import { buildScope } from './build-scope.ts'
import type { ActivityDependencies } from './dependencies.ts'
import { type ControlWork, evaluateControl, type Made, StepProblem } from './evaluate-control.ts'
import { knownStep, nodeOf, type RunSession, remember, writeDown } from './run-session.ts'

type ControlStep = { ref: NodeRef; control: ControlNode; work: ControlWork }

/**
 * Runs a step that touches nothing outside: evaluates it, and leaves its checkpoint to be written down with the next
 * step that does something. Should the worker die before, it is worked out again, and comes to the same. An answer is
 * written down at once: its caller waits.
 */
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
    const large = tooLarge(deps.db, 'output', made.output ?? null)
    if (large !== null) throw new StepProblem(large)
  } catch (problem) {
    if (!(problem instanceof StepProblem)) throw problem
    error = problem.error
    made = { result: { status: 'failed', code: error.code } }
  }
  const output = made.output ?? null
  session.unwritten.push({
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
  if (step.work.kind === 'answer' && !(await giveAnswer(deps, session, output))) return { status: 'stale' }
  if (made.result.status === 'succeeded' && output !== null) remember(session, step.ref, output)
  return made.result
}

const portOf = (result: StepResult, control: ControlNode): string | null => {
  if (result.status === 'succeeded') return result.port
  return result.status === 'failed' && control.catches ? 'error' : null
}

/** The caller of the webhook hears it at once, whatever the run does after. False when another epoch owns the run. */
async function giveAnswer(deps: ActivityDependencies, session: RunSession, output: Json): Promise<boolean> {
  const { deliveryId } = session.run
  const given = isObject(output) ? { deliveryId, status: Number(output['status']), body: output['body'] ?? null } : null
  const written = await writeDown(deps.db, session, {
    alongside: given ? [answerStatement(session.target, given)] : [],
  })
  if (written && given) deps.notify('patchbay_answer', deliveryId)
  return written
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
