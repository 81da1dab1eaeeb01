import type { StepResult } from '@patchbay/scheduler/host'
import type { ActivityDependencies } from '../dependencies.ts'
import { StepProblem } from '../evaluate-control.ts'
import type { RunSession } from '../run-session.ts'
import { endWait } from './end-wait.ts'
import { executeApproval } from './execute-approval.ts'
import { executeEvent } from './execute-event.ts'
import { executeSubflow } from './execute-subflow.ts'
import type { WaitStepToRun } from './wait-step.ts'

/**
 * Begins a step that waits for something outside (an event, an approval, a called flow), or looks again whether it
 * came. Writes down its own checkpoint; `held` until what it waits for is there. What it waits for is in PostgreSQL from
 * the moment it is held, so it is called again after any crash and answers the same.
 */
export async function executeWait(
  deps: ActivityDependencies,
  session: RunSession,
  step: WaitStepToRun,
): Promise<StepResult> {
  try {
    return await execute(deps, session, step)
  } catch (problem) {
    if (!(problem instanceof StepProblem)) throw problem
    return endWait(deps, session, { step, end: { error: problem.error } })
  }
}

function execute(deps: ActivityDependencies, session: RunSession, step: WaitStepToRun): Promise<StepResult> {
  const { work } = step
  switch (work.kind) {
    case 'event':
      return executeEvent(deps, session, { ...step, work })
    case 'approval':
      return executeApproval(deps, session, { ...step, work })
    case 'subflow':
      return executeSubflow(deps, session, { ...step, work })
  }
}
