import type { Effect, OAuthScope } from '@patchbay/connector-sdk/manifest'
import type {
  AttemptOutcome,
  ConnectionAccess,
  ConnectionState,
  DecisionKind,
  DeliveryOrigin,
  DeliveryState,
  RunState,
  StepError,
  StepState,
} from '@patchbay/db/schema'
import type { FlowDocument } from '@patchbay/flow/document'
import type { Json } from '@patchbay/flow/json'
import type { Problem } from '@patchbay/flow/problem'
import type { WaitingFor } from './queue/why-waiting.ts'
import type { ItemTally, StepTally } from './runs/run-progress.ts'
import type { StoppedBy } from './runs/stopped-by.ts'

/** What pages and the public API are given. Dates are Dates (superjson in tRPC, ISO 8601 in the public API). */

export type Page<T> = { items: T[]; nextCursor: string | null }

/** One jack of a step strip: steps in plan order, outside loops. */
export type StripJack = { stepId: string; name: string; state: StepState | 'queued' }

export type RunSummary = {
  id: string
  state: RunState
  subject: string | null
  flow: { id: string; name: string }
  version: number
  environment: 'live' | 'sandbox' | 'mixed'
  strip: StripJack[]
  /** "EasyPost answered 503 twice, try 3 is under way"; null when there is nothing to say. */
  happened: string | null
  /** The rule that ended it early; null for all that went to an end. */
  stoppedBy: StoppedBy | null
  tries: number
  acceptedAt: Date
  startedAt: Date | null
  finishedAt: Date | null
}

export type RunDetail = RunSummary & {
  document: FlowDocument
  /** The flows that its steps run, by their names of today. */
  calledFlows: { id: string; name: string }[]
  deliveryId: string
  origin: DeliveryOrigin
  topic: string | null
  epoch: number
  reason: string | null
  reasonCode: string | null
  /** Why it is queued still; null once it has begun. */
  waitsFor: WaitingFor | null
  againOf: string | null
  /** The delivery that its own is a replay of, and who asked for that. */
  replayOf: string | null
  requestedBy: string | null
  cancelRequestedAt: Date | null
  cancelRequestedBy: string | null
  /** Held by a person; no time that it waits for stands still. */
  pausedAt: Date | null
  pausedBy: string | null
  /** Since when it does nothing but undo what was done, and for whom. */
  unwindingAt: Date | null
  unwindingBy: string | null
  item: Json
  /** All outside loops and repeats; of those inside the most pressing few, once they are many. */
  steps: StepRunView[]
  /** Of every step inside a loop or a repeat, all of its rows counted. */
  tallies: StepTally[]
  /** Of every loop and repeat, how its items or passes fare. */
  items: ItemTally[]
  decisions: DecisionView[]
  /** By step: why the viewer may not change what it sends, whose connection is for others. Others are left out. */
  editsRefused: Record<string, string>
  /** By step: how many questions a cancel with undo would put to a person. Others are left out, as is a run at its end. */
  undoQuestions: Record<string, number>
  /** What the viewer may do. */
  may: { cancel: boolean; retry: boolean; decide: boolean; runAgain: boolean }
}

export type StepRunView = {
  id: string
  stepId: string
  node: number
  iteration: string
  kind: string
  effect: Effect
  state: StepState
  port: string | null
  /** Of a loop: how many passes it makes. */
  count: number | null
  error: StepError | null
  /** It may have been applied outside with nobody knowing: it went out, and no answer has settled it. */
  unresolved: boolean
  /** It called a flow whose run did something outside, or may yet, as far as anybody knows. */
  calledOutside: boolean
  /** Why a retry leaves it failed, cut off or undone, in a sentence; null of what it does not. */
  leftBehind: string | null
  notes: string[]
  connection: { id: string; name: string; connector: string; environment: 'live' | 'sandbox' } | null
  startedAt: Date
  finishedAt: Date | null
  nextTryAt: Date | null
  waitUntil: Date | null
  attempts: AttemptView[]
  /** The record of a write before its first byte went out. */
  intent: { key: string; generation: number; epoch: number; sentAt: Date | null } | null
}

export type AttemptView = {
  number: number
  generation: number
  startedAt: Date
  finishedAt: Date | null
  outcome: AttemptOutcome | null
  error: StepError | null
}

/** Loaded when a step is opened: they can be large. Secrets are redacted. */
export type StepData = {
  input: Json | null
  output: Json | null
  stored: { input: StoredValue | null; output: StoredValue | null }
  log: LogLine[]
}
/** How large a value is as JSON; not `whole`: only its top is shown, all of it can be downloaded. */
export type StoredValue = { bytes: number; whole: boolean }
export type LogLine = {
  id: number
  attempt: number
  at: Date
  level: 'debug' | 'info' | 'warn' | 'error'
  message: string
  data: Json | null
}

export type DecisionView = {
  id: string
  runId: string
  stepRunId: string
  stepName: string
  subject: string | null
  flow: { id: string; name: string }
  connector: string | null
  question: string
  /** What its connector is called. */
  vendor: string | null
  /** What the team calls the account it went to. */
  connection: string | null
  /** `failed`: it did not go through, and its author wanted to be asked. `undo`: it was to be undone, and could not be. */
  kind: DecisionKind
  state: 'open' | 'decided' | 'withdrawn'
  /** Of an undo: there is none to try, a person undoes it by hand or lets it stay. */
  byHand: boolean
  /**
   * How the step can be tried again without doubling anything. `lookup`: its connector looks first, and writes only where
   * it finds nothing. `natural`: it is written again, which can only apply once, over whatever stands there now.
   */
  mayAsk: 'lookup' | 'natural' | null
  sent: Json | null
  /** What the app calls the fields of what was sent, by their names. */
  labels: Record<string, string>
  /** When it went out last. */
  sentAt: Date | null
  tries: number
  /** Writes that this run had made before. */
  doneBefore: string[]
  note: string | null
  askedAt: Date
  decidedAt: Date | null
  decidedBy: string | null
  verdict: 'done' | 'again' | null
}

export type DeliverySummary = {
  id: string
  state: DeliveryState
  origin: DeliveryOrigin
  topic: string | null
  vendorId: string | null
  flow: { id: string; name: string } | null
  connector: string | null
  reason: string | null
  reasonCode: string | null
  bytes: number
  receivedAt: Date
  duplicateOf: string | null
  replayOf: string | null
  runs: { id: string; subject: string | null; state: RunState }[]
  mayReplay: boolean
}

export type FlowSummary = {
  id: string
  name: string
  folder: string | null
  enabled: boolean
  switchReason: string | null
  switchedBy: string | null
  switchedAt: Date | null
  /** While it is off: what becomes of new events, and how many are held. */
  newEvents: 'hold' | 'refuse' | null
  held: number
  version: number | null
  draftAhead: boolean
  /** Changes that wait in the draft, as the list of changes counts them; 0 before the first publishing. */
  draftChanges: number
  /** What its steps use; null where no step has a connection yet. */
  environment: 'live' | 'sandbox' | 'mixed' | null
  /** "When an order is paid", "Every day at 08:00". */
  start: string | null
  connectors: string[]
  last24h: { runs: number; failed: number; byHour: number[] }
  lastRunAt: Date | null
}

export type FlowDetail = FlowSummary & {
  draft: FlowDocument
  draftRevision: number
  versionsCount: number
  /** Runs under way; they finish on the version they began with. */
  openRuns: number
  live: { versionId: string; number: number; document: FlowDocument; publishedAt: Date; publishedBy: string } | null
  problems: Problem[]
  /** Address, schedule's next five times, form. */
  trigger:
    | { type: 'webhook'; url: string; next: null }
    | { type: 'event'; url: string; next: null }
    | { type: 'schedule'; url: null; next: Date[] }
    | { type: 'manual' | 'api' | 'call'; url: null; next: null }
    | null
}

export type ConnectionSummary = {
  id: string
  connector: string
  connectorTitle: string
  name: string
  environment: 'live' | 'sandbox'
  state: ConnectionState
  stateReason: string | null
  stateSince: Date
  account: string | null
  /** Whether somebody can ask the vendor if it takes the credential; else its first call tells. */
  canTest: boolean
  hint: string | null
  /** How its credential came: typed in, or by signing in at the vendor. */
  method: 'key' | 'sign_in'
  /** What a sign-in may do, in words; null where the vendor's key decides that. */
  scopes: { name: string; title: string; optional: boolean; granted: boolean }[] | null
  access: ConnectionAccess
  /** Whether the person who asks may set it on steps, test with it, publish it and change what goes out by it. */
  mayUse: boolean
  addedBy: string | null
  renewedAt: Date | null
  /** When the credential ends for good unless a person renews it. */
  endsAt: Date | null
  /** For 90 days, or since it was added if that is longer ago. */
  unused: boolean
  /** `held`: runs that wait at this step. */
  usedBy: { flowId: string; flowName: string; stepId: string; stepName: string; held: number }[]
  /** Runs held for it now. */
  held: number
  lastUsedAt: Date | null
  createdAt: Date
  /** Twelve periods of two hours, oldest first; null where there was no call. */
  strip: ('ok' | 'slow' | 'failing' | null)[]
  availability: number | null
  averageMs: number | null
}

export type OAuthAppSummary = {
  connector: string
  connectorTitle: string
  /** Where a person registers an app with the vendor. */
  help: string | null
  scopes: OAuthScope[]
  app: { clientId: string; changedBy: string; changedAt: Date } | null
  /** Connections that were signed in to, through this app or one before it. */
  connections: number
}
