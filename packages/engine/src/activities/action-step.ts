import type { ControlNode, WorkNode } from '@patchbay/flow/plan'
import type { NodeRef } from '@patchbay/scheduler/host'

export type ActionWork = Extract<WorkNode, { kind: 'action' }>

/** One action of a run at one iteration, as it is about to be carried out. */
export type ActionStep = { ref: NodeRef; signal: AbortSignal; control: ControlNode; work: ActionWork }
