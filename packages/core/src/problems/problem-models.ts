import type { Effect } from '@patchbay/connector-sdk/manifest'
import type { ProblemHow, ProblemState } from '@patchbay/db/schema'
import type { FlowDocument } from '@patchbay/flow/document'
import type { Json } from '@patchbay/flow/json'
import type { Mapping } from '@patchbay/flow/mapping'

/** What pages are given of problems. */

/** One reason that runs stopped for, with the words for it. */
export type ProblemReason = {
  cause: string
  state: ProblemState
  /** "HubSpot: “phone” is longer than 20 characters" */
  title: string
  /** What is safe and what to do, in a sentence or two. */
  advice: string
  kind: 'failed' | 'held'
  code: string
  field: string | null
  connector: string | null
  flow: { id: string; name: string }
  /** Of a refused credential: runs of several flows may be held by it. */
  flows: number
  stepId: string | null
  stepName: string | null
  connection: { id: string; name: string; environment: 'live' | 'sandbox' } | null
  runs: number
  held: number
  /** The newest of them. */
  lastRunId: string
  lastSubject: string | null
  since: Date
  lastAt: Date
  /** Of what is settled: who did what, when. */
  settledAt: Date | null
  settledBy: string | null
  how: ProblemHow | null
  note: string | null
}

export type ReasonList = {
  reasons: ProblemReason[]
  /** Reasons by state, whatever the filter of the state. */
  counts: Record<ProblemState, number>
  /** Decisions that were made, or are no longer needed. */
  decided: number
  /** Runs that the reasons of this list hold. */
  runs: number
  /** What there is to filter by. */
  flows: { id: string; name: string }[]
  connections: { id: string; name: string }[]
}

/** One run of a reason. */
export type ProblemRun = {
  problemId: string
  runId: string
  stepRunId: string | null
  subject: string | null
  kind: 'failed' | 'held'
  /** What the vendor said, of this run. */
  message: string
  /** All that was sent; null where it could not be built or is no longer kept. */
  sent: Json | null
  /** Nobody knows whether it went through: it can be retried as it is, and not be changed. */
  unresolved: boolean
  times: number
  lastAt: Date
}

export type ReasonDetail = {
  reason: ProblemReason
  runs: ProblemRun[]
  /** Of the newest run: what the step is fed by. Null for what sends nothing. */
  step: {
    connector: string
    action: string
    /** Whether a repeat can be told from a second one: by a key, by looking, or by what it is. */
    isRepeatSafe: boolean
    versionId: string
    fields: { name: string; label: string; mapping: Mapping }[]
    connectionId: string | null
    /** Why who looks may not change what it sends: its connection is for others. Null where they may. */
    editRefused: string | null
    /** The flow as that run went by it, and what its steps gave: what a mapping can be tried with. */
    document: FlowDocument
    sample: { id: string; label: string; at: Date; outputs: Record<string, Json> }
  } | null
  effects: RetryEffects | null
}

/** What a retry does outside, by the newest run of the reason. */
export type RetryEffects = {
  /** The step itself, if it does something outside. */
  again: EffectWords | null
  /** It calls a flow, and what a run that it called before has done is done again. */
  calledAnew: boolean
  /** Applied before, and left as they are. */
  kept: EffectWords[]
  /** Come after it and have not been applied. */
  follows: EffectWords[]
}

export type EffectWords = {
  stepId: string
  name: string
  /** Null of a step that calls a flow. */
  connector: string | null
  effect: Effect
  environment: 'live' | 'sandbox' | null
}
