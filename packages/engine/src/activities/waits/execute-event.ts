import { keyTextOf } from '@patchbay/core/waits/correlation-key'
import { beginEventWait, lookForEvent } from '@patchbay/core/waits/wait-for-event'
import type { Plan, WorkNode } from '@patchbay/flow/plan'
import type { StepResult } from '@patchbay/scheduler/host'
import { buildScope } from '../build-scope.ts'
import type { ActivityDependencies } from '../dependencies.ts'
import { StepProblem } from '../evaluate-control.ts'
import { knownStep, nodeOf, type RunSession } from '../run-session.ts'
import { endWait } from './end-wait.ts'
import { evaluateOne } from './evaluate-one.ts'
import { LOOK_ANEW, type WaitStepToRun } from './wait-step.ts'

type EventStepToRun = WaitStepToRun & { work: Extract<WorkNode, { kind: 'event' }> }

/** Waits for an event that has a value of this run. Gives the event; leaves by `timeout` when none came. */
export async function executeEvent(
  deps: ActivityDependencies,
  session: RunSession,
  step: EventStepToRun,
): Promise<StepResult> {
  const known = knownStep(session, step.ref)
  const again = known?.state === 'waiting' ? await lookForEvent(deps.db, session.target, known) : null
  const outcome = again ?? (await begin(deps, session, step))
  switch (outcome.state) {
    case 'stale':
      return { status: 'stale' }
    case 'begun':
      return LOOK_ANEW
    case 'open':
      return { status: 'held', reason: 'event', forMs: outcome.forMs }
    case 'came':
      return endWait(deps, session, { step, end: { port: 'out', output: outcome.event } })
    case 'timed_out':
      return endWait(deps, session, { step, end: { port: 'timeout', output: null } })
    case 'deaf':
      throw new StepProblem({ code: 'event_source_missing', message: outcome.message })
  }
}

async function begin(
  deps: ActivityDependencies,
  session: RunSession,
  step: EventStepToRun,
): ReturnType<typeof beginEventWait> {
  const { ref, work } = step
  const scope = buildScope(session, ref)
  const field = { name: 'match.equals', label: 'Equals', required: true, mapping: work.match.equals }
  const keyText = keyTextOf(await evaluateOne(deps, scope, field))
  if (keyText === null) {
    const message = 'The event is found by a text or a number of this run, and this one has none.'
    throw new StepProblem({ code: 'mapping_type', field: 'match.equals', message })
  }
  const { run, plan } = session
  return beginEventWait(deps.db, session.target, {
    place: nodeOf(session, ref).place,
    flowId: run.flowId,
    versionId: run.versionId,
    keyText,
    timeoutMs: work.timeoutMs,
    since: new Date(Date.parse(run.constants.startedAt) - work.lookBackMs),
    eachOnce: isRepeated(plan, ref.node),
  })
}

function isRepeated(plan: Plan, node: number): boolean {
  for (let at = plan.control[node]?.region ?? null; at !== null; at = plan.control[at]?.region ?? null) {
    if (plan.control[at]?.kind === 'repeat') return true
  }
  return false
}
