import type { Effect, Idempotency } from '@patchbay/connector-sdk/manifest'
import type { FormField, StepKind, StepPolicy, WebhookAnswer } from './document.ts'
import type { Condition, Mapping } from './mapping.ts'

/** Behaviour of the scheduler and of the evaluator that a plan was compiled for; a run stays on both. */
export const ENGINE_VERSION = 5
export const EXPRESSION_VERSION = 1

/**
 * A published flow, compiled: immutable, stored by the hash of its canonical JSON. Node 0 is the trigger; nodes stand
 * in a topological order that does not depend on how the document listed them, a container before its content.
 */
export type Plan = {
  planVersion: 1
  /** 1 to `ENGINE_VERSION`: a plan of an older version runs as it did. */
  engineVersion: number
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
  kind: StepKind
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
  /** Loops that give what their items gave: the host is asked for phase `collect` once all items are over. */
  collects?: true
  /** Repeats only. */
  repeat?: { maxTimes: number; atLimit: 'fail' | 'go_on'; delayMs: number }
  /** Parallels with a join of their own. `need` null: all lanes. */
  join?: { of: 'ended' | 'succeeded'; need: number | null; timeoutMs: number | null; lanes: number }
  /** Members of a parallel with a `join`: which of its lanes, from 0. Of a scope: 0 tried, 1 catch, 2 finally. */
  lane?: number
  /** Scopes only. */
  scope?: { compensates: boolean; catches: boolean; always: boolean }
  /** The node that undoes this one; that node has `undoOf`, no `deps`, and is walked only to undo. */
  undo?: number
  undoOf?: number
  /** A write, or a called flow, without an undo: a person is asked (phase `ask_undo`) when its scope is undone. */
  asksUndo?: true
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
      /** Absent: it fails. */
      ifFails?: { kind: 'default'; output: Mapping } | { kind: 'ask' }
    }
  | { kind: 'branch'; cases: { id: string; condition: Condition }[] }
  | { kind: 'filter'; condition: Condition }
  | { kind: 'set'; fields: PlanField[] }
  | { kind: 'loop'; list: Mapping; batchSize?: number; collect?: number }
  | { kind: 'repeat'; until: Condition }
  | { kind: 'parallel' }
  | { kind: 'scope' }
  | { kind: 'wait'; wait: { kind: 'duration'; ms: Mapping } | { kind: 'until'; at: Mapping } }
  | {
      kind: 'event'
      connector: string
      event: string
      match: { path: string; equals: Mapping }
      timeoutMs: number
      lookBackMs: number
    }
  | {
      kind: 'approval'
      question: Mapping
      facts: { label: string; value: Mapping }[]
      approvers: { people: string[]; role: 'owner' | 'admin' | 'editor' | 'operator' | null }
      form: FormField[]
      deadlineMs: number
      remindMs: number | null
    }
  | { kind: 'subflow'; flowId: string; versionId: string | null; mode: 'wait' | 'start'; fields: PlanField[] }
  | { kind: 'answer'; status: Mapping; body: Mapping }
  | { kind: 'stop'; outcome: 'succeeded' | 'failed' | 'cancelled'; message: Mapping | null }
)

/** `list`: nothing but a list can stand there, so one value that an expression gives is a list of one. */
export type PlanField = { name: string; label: string; required: boolean; list?: true; mapping: Mapping }
