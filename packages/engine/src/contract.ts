import type { ControlNode } from '@patchbay/flow/plan'
import type { WalkSnapshot } from '@patchbay/scheduler/host'

/** What client, workflows and activities agree on. Types and constants only: it is part of the workflow bundle. */

export const TASK_QUEUE = 'patchbay'

export type FlowRunInput = {
  workspaceId: string
  runId: string
  epoch: number
  planHash: string
  /** Of its plan; absent: 1. */
  engineVersion?: number
  skeleton: ControlNode[]
  /**
   * Checkpoints of earlier epochs, in the order they came about. `port` is null for what failed with no way out.
   * `unsure`: a write that was under way, and may be applied. `undoing`: a scope whose undo has begun.
   */
  settled: {
    node: number
    iteration: number[]
    port: string | null
    count?: number | null
    code?: string
    unsure?: true
    undoing?: true
  }[]
  /** Where the same epoch stood when its history had grown too long. */
  snapshot?: WalkSnapshot
  /** Nothing but undo what was applied. */
  unwind?: true
}

export const runWorkflowId = (runId: string, epoch: number): string => `run/${runId}/${epoch}`

export type ReleaseSignal = { node: number; iteration: string }
export const RELEASE_SIGNAL = 'release'

/** `cron`: what decides whether a time that the engine tells is a tick; absent: each is. */
export type TickInput = { triggerId: string; generation: number; cron?: { expression: string; timeZone: string } }
export const scheduleId = (triggerId: string): string => `trigger/${triggerId}`

export type ConnectionTestInput = { workspaceId: string; connectionId: string }

export type BulkPreviewInput = { workspaceId: string; jobId: string }

export type LookupInput = { workspaceId: string; lookupId: string }

/** `budgetMs`: from its start to its end. */
export type TestInput = { workspaceId: string; testRunId: string; budgetMs: number }
