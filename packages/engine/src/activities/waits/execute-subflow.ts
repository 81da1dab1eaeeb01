import { callFlow } from '@patchbay/core/waits/call-flow'
import { type CallOutcome, lookAtCall } from '@patchbay/core/waits/look-at-call'
import type { WorkNode } from '@patchbay/flow/plan'
import { evaluateFields, evaluateMapping } from '@patchbay/mapping/evaluate'
import type { StepResult } from '@patchbay/scheduler/host'
import { buildScope } from '../build-scope.ts'
import type { ActivityDependencies } from '../dependencies.ts'
import { StepProblem, toStepError } from '../evaluate-control.ts'
import { notesOf } from '../notes-of.ts'
import { knownStep, nodeOf, type RunSession } from '../run-session.ts'
import { endWait } from './end-wait.ts'
import { asText } from './evaluate-one.ts'
import { LOOK_ANEW, type WaitStepToRun } from './wait-step.ts'

type SubflowStepToRun = WaitStepToRun & { work: Extract<WorkNode, { kind: 'subflow' }> }

/** Runs another flow, once however often this is called. Gives what it answers, or which run it is. */
export async function executeSubflow(
  deps: ActivityDependencies,
  session: RunSession,
  step: SubflowStepToRun,
): Promise<StepResult> {
  const known = knownStep(session, step.ref)
  const { place } = nodeOf(session, step.ref)
  const again = known?.state === 'waiting' ? await lookAtCall(deps.db, session.target, { ...known, place }) : null
  const outcome = again ?? (await call(deps, session, step))
  if (outcome.state === 'stale') return { status: 'stale' }
  if (outcome.state === 'begun') return LOOK_ANEW
  if (step.work.mode === 'start') {
    return endWait(deps, session, { step, end: { port: 'out', output: { runId: outcome.runId } } })
  }
  switch (outcome.state) {
    case 'open':
      return { status: 'held', reason: 'subflow' }
    case 'returned':
      return endWait(deps, session, { step, end: { port: 'out', output: outcome.output } })
    case 'failed':
      throw new StepProblem(outcome.problem)
  }
}

async function call(
  deps: ActivityDependencies,
  session: RunSession,
  step: SubflowStepToRun,
): Promise<CallOutcome | { state: 'begun' }> {
  const { ref, work } = step
  const { place } = nodeOf(session, ref)
  const fields = await evaluateFields(work.fields, buildScope(session, ref), deps.expressions)
  if (!fields.ok) throw new StepProblem(toStepError(fields.error))
  const { flowId, versionId } = work
  const called = await callFlow(deps.db, session.target, {
    place,
    flowId,
    versionId,
    waits: work.mode === 'wait',
    input: fields.value,
    inputNotes: notesOf(fields.warnings),
    subject: session.run.subject,
    keyOf: (of) => orderKey(deps, session, of),
  })
  if (called.ok) {
    const { runId, stepRunId, adopted } = called
    deps.notify('patchbay_inbox', 'run')
    const found = adopted
      ? await lookAtCall(deps.db, session.target, { id: stepRunId, releaseRequestedAt: null, place })
      : null
    return found ?? { state: 'open', runId }
  }
  if (called.problem === 'stale' || called.problem === 'begun') return { state: called.problem }
  throw new StepProblem(called.problem)
}

type KeyOf = Parameters<Parameters<typeof callFlow>[2]['keyOf']>[0]

async function orderKey(
  { expressions }: ActivityDependencies,
  { run }: RunSession,
  { mapping, stepId, output }: KeyOf,
): Promise<string | null> {
  const scope = { steps: { [stepId]: output }, run: run.constants, workspace: run.workspace }
  const key = await evaluateMapping(mapping, scope, expressions)
  if (!key.ok) {
    const message = `The key by which the called flow puts its runs in order could not be worked out: ${key.error.message}`
    throw new StepProblem({ code: 'order_key', message })
  }
  return key.found ? asText(key.value) || null : null
}
