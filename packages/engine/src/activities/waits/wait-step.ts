import type { ControlNode, WorkNode } from '@patchbay/flow/plan'
import type { NodeRef, StepResult } from '@patchbay/scheduler/host'

export type WaitWork = Extract<WorkNode, { kind: 'event' | 'approval' | 'subflow' }>
export type WaitStepToRun = { ref: NodeRef; signal: AbortSignal; control: ControlNode; work: WaitWork }

/**
 * Somebody else has begun this wait since the segment read its steps, or is through with it: a twin that the engine took to
 * be lost. Called again, it answers from its checkpoint. Never `stale`: the engine may wait for this very answer.
 */
export const LOOK_ANEW = { status: 'retry', afterMs: 0 } satisfies StepResult
