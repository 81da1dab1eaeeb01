import { forgetRelease } from '@patchbay/core/runs/forget-release'
import { inWorkspace } from '@patchbay/db/in-workspace'
import type { NodeRef, StepResult } from '@patchbay/scheduler/host'
import type { ActivityDependencies } from './dependencies.ts'
import { executeAction } from './execute-action.ts'
import { executeControl } from './execute-control.ts'
import { nothingToUndo } from './nothing-to-undo.ts'
import { knownStep, nodeOf, type RunSession } from './run-session.ts'
import { executeWait } from './waits/execute-wait.ts'

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
  // Skipped by a person: it gives nothing, and what follows goes on.
  if (known?.state === 'succeeded' || (known?.state === 'skipped' && known.port !== null)) {
    if (known.releaseRequestedAt) {
      await inWorkspace(deps.db, session.target.workspaceId, (tx) => forgetRelease(tx, known))
    }
    if (work.kind === 'stop') return { status: 'stopped', outcome: work.outcome }
    return {
      status: 'succeeded',
      port: known.port ?? 'out',
      ...(known.count === null ? {} : { count: known.count }),
      ...(known.undoBegunAt === null ? {} : { undoing: true }),
    }
  }
  if (known?.state === 'failed') return { status: 'failed', code: known.error?.code ?? 'failed' }
  const result = await execute(deps, session, { ...step, control, work })
  deps.notify('patchbay_live', `${session.target.workspaceId}:run:${session.target.runId}`)
  return result
}

type StepToRun = { ref: NodeRef; signal: AbortSignal } & Omit<ReturnType<typeof nodeOf>, 'place'>

async function execute(deps: ActivityDependencies, session: RunSession, step: StepToRun): Promise<StepResult> {
  const { ref, signal, control, work } = step
  if (control.undoOf !== undefined) {
    const nothing = await nothingToUndo(deps, session, { ref, undoOf: control.undoOf, kind: work.kind })
    if (nothing) return nothing
  }
  switch (work.kind) {
    case 'action':
      return executeAction(deps, session, { ref, signal, control, work })
    case 'event':
    case 'approval':
    case 'subflow':
      return executeWait(deps, session, { ref, signal, control, work })
    default:
      return executeControl(deps, session, { ref, control, work })
  }
}
