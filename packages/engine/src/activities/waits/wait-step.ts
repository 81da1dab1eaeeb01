import type { ControlNode, WorkNode } from '@patchbay/flow/plan'
import type { NodeRef } from '@patchbay/scheduler/host'

export type WaitWork = Extract<WorkNode, { kind: 'event' | 'approval' | 'subflow' }>
export type WaitStepToRun = { ref: NodeRef; signal: AbortSignal; control: ControlNode; work: WaitWork }
