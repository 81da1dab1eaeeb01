import { recordStep } from '@patchbay/core/runs/record-step'
import type { StepError } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import type { ControlNode, WorkNode } from '@patchbay/flow/plan'
import type { NodeRef, StepResult } from '@patchbay/scheduler/host'
import type { ActivityDependencies } from '../dependencies.ts'
import { nodeOf, type RunSession, remember } from '../run-session.ts'

type Ending = {
  step: { ref: NodeRef; control: ControlNode; work: WorkNode }
  end: { port: string; output: Json; notes?: string[] } | { error: StepError }
}

/** Writes down how a wait ended. */
export async function endWait(
  deps: ActivityDependencies,
  session: RunSession,
  { step, end }: Ending,
): Promise<StepResult> {
  const failed = 'error' in end
  const port = failed ? (step.control.catches ? 'error' : null) : end.port
  const recorded = await recordStep(deps.db, session.target, {
    place: nodeOf(session, step.ref).place,
    kind: step.work.kind,
    state: failed ? 'failed' : 'succeeded',
    port,
    count: null,
    input: null,
    output: failed ? null : end.output,
    notes: failed ? null : (end.notes ?? null),
    error: failed ? end.error : null,
    waitUntil: null,
    startedAt: new Date(),
  })
  if (!recorded) return { status: 'stale' }
  if (failed) return { status: 'failed', code: end.error.code }
  remember(session, step.ref, end.output)
  return { status: 'succeeded', port: end.port }
}
