import type { Json, JsonObject } from './json.ts'
import type { Condition, Mapping } from './mapping.ts'

/**
 * What a user draws. Steps are nodes of a directed acyclic graph; a container (`loop`, `parallel`) holds the steps
 * whose `parent` is its id, and no edge crosses a container's border.
 */
export type FlowDocument = {
  schemaVersion: 1
  steps: Step[]
  edges: Edge[]
  notes: Note[]
}

/** `port` names the jack the edge leaves from: `out`, `error`, or a branch's case id (`otherwise` for none). */
export type Edge = { id: string; from: string; port: string; to: string }

export type Note = { id: string; text: string; position: Position; size: { width: number; height: number } }
export type Position = { x: number; y: number }

export type StepBase = {
  /** Stable, `[a-z][A-Za-z0-9_]{0,39}`; mappings and expressions name a step by it. */
  id: string
  /** The sentence on the node: "Buy the cheapest label". */
  name: string
  parent?: string
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
  | ParallelStep
  | WaitStep
  | AnswerStep
  | StopStep

export type StepKind = Step['kind']

export type TriggerStep = StepBase & { kind: 'trigger'; trigger: Trigger }

export type Trigger =
  | { type: 'event'; connector: string; event: string; connectionId: string | null; params: Record<string, Json> }
  | { type: 'webhook'; auth: WebhookAuth; answer: WebhookAnswer; subject?: Mapping }
  | { type: 'schedule'; schedule: Schedule; overlap: Overlap; catchUpWindowMs: number }
  | { type: 'manual'; form: FormField[] }
  | { type: 'api' }

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
export type LoopStep = StepBase & { kind: 'loop'; list: Mapping; concurrency: number; onItemError: 'stop' | 'continue' }
export type ParallelStep = StepBase & { kind: 'parallel' }
export type WaitStep = StepBase & {
  kind: 'wait'
  wait: { kind: 'duration'; ms: Mapping } | { kind: 'until'; at: Mapping }
}
/** Answers the caller of a webhook whose trigger waits for it; elsewhere it does nothing. */
export type AnswerStep = StepBase & { kind: 'answer'; status: Mapping; body: Mapping }
export type StopStep = StepBase & { kind: 'stop'; outcome: 'succeeded' | 'failed' | 'cancelled'; message?: Mapping }
