import type { ControlNode } from '@patchbay/flow/plan'

/** What client, workflows and activities agree on. Types and constants only: it is part of the workflow bundle. */

export const TASK_QUEUE = 'patchbay'

export type FlowRunInput = {
  workspaceId: string
  runId: string
  epoch: number
  planHash: string
  skeleton: ControlNode[]
  /** Checkpoints of earlier epochs. */
  settled: { node: number; iteration: number[]; port: string; count: number | null }[]
}

export const runWorkflowId = (runId: string, epoch: number): string => `run/${runId}/${epoch}`

export type ReleaseSignal = { node: number; iteration: string }
export const RELEASE_SIGNAL = 'release'

export type TickInput = { triggerId: string; generation: number }
export const scheduleId = (triggerId: string): string => `trigger/${triggerId}`

export type ConnectionTestInput = { workspaceId: string; connectionId: string }

export type LookupInput = { workspaceId: string; lookupId: string }

/** `budgetMs`: from its start to its end. */
export type TestInput = { workspaceId: string; testRunId: string; budgetMs: number }
