import type { Json, JsonObject } from './json.ts'
import type { Condition, Mapping } from './mapping.ts'

/**
 * What a user draws. Steps are nodes of a directed acyclic graph; a container (`loop`, `repeat`, `parallel`, `scope`)
 * holds the steps whose `parent` is its id, and no edge crosses a container's border, nor a lane's of a scope.
 */
export type FlowDocument = {
  schemaVersion: 1
  steps: Step[]
  edges: Edge[]
  notes: Note[]
}

/**
 * `port` names the jack the edge leaves from: `out`, `error`, `timeout`, `approved`, `refused`, a branch's case id
 * (`otherwise` for none), or `undo`: that one leads from an action to the action that undoes it, which has no other cable.
 */
export type Edge = { id: string; from: string; port: string; to: string }

export type Note = { id: string; text: string; position: Position; size: { width: number; height: number } }
export type Position = { x: number; y: number }

export type StepBase = {
  /** Stable, `[a-z][A-Za-z0-9_]{0,39}`; mappings and expressions name a step by it. */
  id: string
  /** The sentence on the node: "Buy the cheapest label". */
  name: string
  parent?: string
  /** In a scope: `catch` runs if what is tried fails, `finally` always at the end. Absent: it is tried. */
  lane?: 'catch' | 'finally'
  position: Position
  /** A colleague's note on the step. */
  note?: string
  /** What the step gives, as a JSON Schema learnt from a sample or edited; it takes the place of what the connector says. */
  outputSchema?: JsonObject
}

export type Step =
  | TriggerStep
  | ActionStep
  | BranchStep
  | FilterStep
  | SetStep
  | LoopStep
  | RepeatStep
  | ParallelStep
  | ScopeStep
  | WaitStep
  | EventStep
  | ApprovalStep
  | SubflowStep
  | AnswerStep
  | StopStep

export type StepKind = Step['kind']

export type TriggerStep = StepBase & { kind: 'trigger'; trigger: Trigger; runs?: RunRules }

/** How events become runs. */
export type RunRules = {
  /**
   * Runs with the same key go one at a time, in the order of their events. Absent: by the entity that the trigger's
   * connector names, if it names one. Null: in no order.
   */
  order?: RunOrder | null
  /** Several events become one run. */
  gather?: Gather
  /** Runs of this flow that may be under way at once, 1 to 1000. Absent: as many as the workspace may have. */
  atOnce?: number
}

export type RunOrder = {
  /** Over the trigger's output. Null: the trigger's own entity. */
  key: Mapping | null
  /** A name that several flows give: their runs with the same key wait for one another. Null: this flow alone. */
  queue: string | null
  /** While a run with the same key is open: wait for it, take its place (it is cancelled), or leave the event out. */
  whenOpen: 'queue' | 'replace' | 'drop'
  /** An event that tells of an older state than one that has run already. */
  olderVersion: 'skip' | 'run'
}

/**
 * `debounce`: once no event with the key came for `quietMs`, or `longestMs` after the first, the newest runs.
 * `batch`: `count` events, or all that came within `withinMs` of the first, run as one; the trigger then gives
 * `{ items: [...], count }`.
 *
 * `key` null: a batch takes all events; a debounce goes by the trigger's own entity, or takes all events where it names
 * none. An event without the value of a key that is given runs by itself.
 */
export type Gather =
  | { kind: 'debounce'; key: Mapping | null; quietMs: number; longestMs: number }
  | { kind: 'batch'; key: Mapping | null; count: number; withinMs: number }

export type Trigger =
  | { type: 'event'; connector: string; event: string; connectionId: string | null; params: Record<string, Json> }
  | { type: 'webhook'; auth: WebhookAuth; answer: WebhookAnswer; subject?: Mapping }
  | { type: 'schedule'; schedule: Schedule; overlap: Overlap; catchUpWindowMs: number }
  | { type: 'manual'; form: FormField[] }
  | { type: 'api' }
  /** Started by a sub-flow step of another flow; an Answer step gives what it returns as its body. */
  | { type: 'call'; input: CallField[]; output: CallField[] }

/** Secrets (header value, password, HMAC key) live in the vault beside the source, never in the document. */
export type WebhookAuth =
  | { kind: 'none' }
  | { kind: 'header'; header: string }
  | { kind: 'basic'; username: string }
  | {
      kind: 'hmac'
      header: string
      algorithm: 'sha256' | 'sha1' | 'sha512'
      encoding: 'hex' | 'base64'
      prefix: string
    }

/** `now` answers 202 once accepted; `flow` waits for an Answer step up to the deadline, then 202 with a status address. */
export type WebhookAnswer = { kind: 'now' } | { kind: 'flow'; deadlineMs: number }

export type Schedule = { kind: 'interval'; everyMs: number } | { kind: 'cron'; expression: string; timeZone: string }

/** What a tick does while an earlier run of the same trigger is still open. */
export type Overlap = 'start' | 'skip' | 'queue'

export type FormField = {
  name: string
  label: string
  type: 'text' | 'number' | 'boolean' | 'date' | 'choice'
  required: boolean
  choices?: string[]
}

/** What a flow that others call takes and gives. `json` is a list or an object. */
export type CallField = {
  name: string
  label: string
  type: 'text' | 'number' | 'boolean' | 'date' | 'json'
  required: boolean
}

export type ActionStep = StepBase & {
  kind: 'action'
  connector: string
  action: string
  connectionId: string | null
  /** By input field of the action; a dotted name never appears, nesting is an `object` mapping. */
  input: Record<string, Mapping>
  policy?: Partial<StepPolicy>
  /** After an unknown outcome of a write that cannot be repeated safely. */
  onUnknown?: 'may_repeat' | 'decide'
  /** When the vendor refuses the credential: wait until it is mended (default) or fail the step. */
  onAuthFailure?: 'wait' | 'fail'
  /** When it has failed for good and no cable leaves by the error jack. Absent: the run fails. */
  ifFails?: { kind: 'default'; output: Mapping } | { kind: 'ask' }
  /** In a scope that undoes: what becomes of its effect when no cable leaves by the undo jack. Absent: by effect. */
  withoutUndo?: 'ask' | 'leave'
}

export type StepPolicy = {
  /** Tries in all, the first included; 1 to 20. */
  maxAttempts: number
  initialDelayMs: number
  backoff: number
  maxDelayMs: number
  /** Codes of connector errors that are tried again. */
  retryOn: RetryableCode[]
  /** One attempt, from its first byte. */
  timeoutMs: number
}

export type RetryableCode = 'rate_limited' | 'upstream' | 'not_found' | 'conflict' | 'unknown_outcome'

export type BranchStep = StepBase & { kind: 'branch'; cases: BranchCase[]; otherwiseLabel: string }
export type BranchCase = { id: string; label: string; condition: Condition }
/** Lets a run go on when the condition holds; otherwise what follows is skipped. */
export type FilterStep = StepBase & { kind: 'filter'; condition: Condition }
export type SetStep = StepBase & { kind: 'set'; fields: Record<string, Mapping> }
export type LoopStep = StepBase & {
  kind: 'loop'
  list: Mapping
  concurrency: number
  onItemError: 'stop' | 'continue'
  /** Items a pass, 1 to 1000; from 2 on `item` is a list. Absent: 1. */
  batchSize?: number
  /** The step inside whose outputs the loop gives as `results`, in the order of the items. */
  collect?: string
}
/** Goes through its content until the condition holds after a pass, or `maxTimes` (1 to 1000) passes are over. */
export type RepeatStep = StepBase & {
  kind: 'repeat'
  /** Reads outputs of the content, of the pass that has just ended. */
  until: Condition
  maxTimes: number
  /** Between passes. */
  delayMs: number
  atLimit: 'fail' | 'go_on'
}
/** Its lanes are the parts of its content that no cable joins. */
export type ParallelStep = StepBase & { kind: 'parallel'; join?: Join }
/**
 * When a parallel goes on. `all`: all lanes have succeeded. `any`: one has ended, however. `succeeded`: so many have
 * succeeded; 1 is "the first success". What is still under way is let finish and counts no more. Over `timeoutMs` it
 * fails with `join_timed_out`.
 */
export type Join =
  | { kind: 'all'; timeoutMs?: number }
  | { kind: 'any'; timeoutMs?: number }
  | { kind: 'succeeded'; count: number; timeoutMs?: number }
/**
 * Try, catch, finally. When what is tried fails: with `compensate`, the undos of what succeeded run in reverse; then
 * the `catch` lane (if there is one the scope then goes on by `out`), then `finally`.
 */
export type ScopeStep = StepBase & { kind: 'scope'; compensate: boolean }
export type WaitStep = StepBase & {
  kind: 'wait'
  wait: { kind: 'duration'; ms: Mapping } | { kind: 'until'; at: Mapping }
}
/**
 * Waits for an event of a connector in which `match.path` (dots into the trigger's output) equals a value of this run.
 * What came up to `lookBackMs` before the run was accepted counts too. Leaves by `timeout` when none came.
 */
export type EventStep = StepBase & {
  kind: 'event'
  connector: string
  event: string
  connectionId: string | null
  params: Record<string, Json>
  match: { path: string; equals: Mapping }
  timeoutMs: number
  lookBackMs: number
}
/** A person says yes or no. Leaves by `approved`, `refused`, or `timeout` when nobody answered by the deadline. */
export type ApprovalStep = StepBase & {
  kind: 'approval'
  question: Mapping
  facts: { label: string; value: Mapping }[]
  /** Everybody named, and everybody who has the role. */
  approvers: { people: string[]; role: 'owner' | 'admin' | 'editor' | 'operator' | null }
  form: FormField[]
  deadlineMs: number
  /** After the question was asked; null: no reminder. */
  remindMs: number | null
}
/** Runs another flow that starts by `call`. `wait`: goes on with what it answers; `start`: goes on at once. */
export type SubflowStep = StepBase & {
  kind: 'subflow'
  flowId: string | null
  /** Null: the version that is live when the step runs. */
  versionId: string | null
  mode: 'wait' | 'start'
  input: Record<string, Mapping>
}
/** Answers the caller of a webhook whose trigger waits for it, or gives what a called flow returns; elsewhere it does nothing. */
export type AnswerStep = StepBase & { kind: 'answer'; status: Mapping; body: Mapping }
export type StopStep = StepBase & { kind: 'stop'; outcome: 'succeeded' | 'failed' | 'cancelled'; message?: Mapping }
