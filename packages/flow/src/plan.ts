import type { Effect, Idempotency } from '@patchbay/connector-sdk/manifest'
import type { StepPolicy, WebhookAnswer } from './document.ts'
import type { Condition, Mapping } from './mapping.ts'

/** Behaviour of the scheduler and of the evaluator that a plan was compiled for; a run stays on both. */
export const ENGINE_VERSION = 1
export const EXPRESSION_VERSION = 1

/**
 * A published flow, compiled: immutable, stored by the hash of its canonical JSON. Node 0 is the trigger; nodes stand
 * in a topological order that does not depend on how the document listed them, a container before its content.
 */
export type Plan = {
  planVersion: 1
  engineVersion: typeof ENGINE_VERSION
  expressionVersion: typeof EXPRESSION_VERSION
  control: ControlNode[]
  /** Same index as `control`. */
  work: WorkNode[]
}

/**
 * What the scheduler needs, and all of a plan that enters a workflow's history. A node may start once every dependency
 * has settled and at least one of them was taken (left through that port); when all were skipped the node is skipped.
 * A node without dependencies starts with its region (with the run, for `region: null`).
 */
export type ControlNode = {
  id: string
  kind: 'trigger' | 'action' | 'branch' | 'filter' | 'set' | 'loop' | 'parallel' | 'wait' | 'answer' | 'stop'
  /** Index of the container this node stands in. */
  region: number | null
  deps: { node: number; port: string }[]
  /** `segment`: quick and safe to repeat, fused with its neighbours in one local activity. `activity`: on its own. */
  mode: 'segment' | 'activity'
  /** Whether an edge leaves by the error jack, so that a failure goes on there instead of ending the run. */
  catches: boolean
  /** Loops only. */
  concurrency?: number
  onItemError?: 'stop' | 'continue'
  /** Actions only, for the activity's start-to-close limit. */
  timeoutMs?: number
}

export type WorkNode = { name: string } & (
  | { kind: 'trigger'; answer: WebhookAnswer | null }
  | {
      kind: 'action'
      connector: string
      action: string
      connectionId: string | null
      fields: PlanField[]
      effect: Effect
      idempotency: Idempotency
      policy: StepPolicy
      onUnknown: 'may_repeat' | 'decide'
      onAuthFailure: 'wait' | 'fail'
    }
  | { kind: 'branch'; cases: { id: string; condition: Condition }[] }
  | { kind: 'filter'; condition: Condition }
  | { kind: 'set'; fields: PlanField[] }
  | { kind: 'loop'; list: Mapping }
  | { kind: 'parallel' }
  | { kind: 'wait'; wait: { kind: 'duration'; ms: Mapping } | { kind: 'until'; at: Mapping } }
  | { kind: 'answer'; status: Mapping; body: Mapping }
  | { kind: 'stop'; outcome: 'succeeded' | 'failed' | 'cancelled'; message: Mapping | null }
)

export type PlanField = { name: string; label: string; required: boolean; mapping: Mapping }
