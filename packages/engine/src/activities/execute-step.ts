import { forgetRelease } from '@patchbay/core/runs/forget-release'
import type { NodeRef, StepResult } from '@patchbay/scheduler/host'
import type { ActivityDependencies } from './dependencies.ts'
import { executeAction } from './execute-action.ts'
import { executeControl } from './execute-control.ts'
import { knownStep, nodeOf, type RunSession } from './run-session.ts'

/**
 * Runs one step, or says what became of it before: a step run that has succeeded is the checkpoint, and a repeated
 * activity touches nothing outside.
 */
export async function executeStep(
  deps: ActivityDependencies,
  session: RunSession,
  step: { ref: NodeRef; signal: AbortSignal },
): Promise<StepResult> {
  const known = knownStep(session, step.ref)
  const { control, work } = nodeOf(session, step.ref)
  if (known?.state === 'succeeded') {
    if (known.releaseRequestedAt) await forgetRelease(deps.db, session.target, known.id)
    if (work.kind === 'stop') return { status: 'stopped', outcome: work.outcome }
    return {
      status: 'succeeded',
      port: known.port ?? 'out',
      ...(known.count === null ? {} : { count: known.count }),
    }
  }
  if (known?.state === 'failed') return { status: 'failed', code: known.error?.code ?? 'failed' }
  const result =
    work.kind === 'action'
      ? await executeAction(deps, session, { ...step, control, work })
      : await executeControl(deps, session, { ref: step.ref, control, work })
  deps.notify('patchbay_live', `${session.target.workspaceId}:run:${session.target.runId}`)
  return result
}
