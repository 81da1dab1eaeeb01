import type { ApprovalState, ApprovalVerdict, EventWaitState, RunState } from '@patchbay/db/schema'
import type { FormField, StepKind } from '@patchbay/flow/document'
import type { JsonObject } from '@patchbay/flow/json'

/** One step that comes after an answer. `connector` null for what touches nothing outside. */
export type NextStep = { name: string; kind: Exclude<StepKind, 'trigger'>; connector: string | null }

/** A question as people see it. */
export type ApprovalView = {
  id: string
  runId: string
  stepRunId: string
  stepName: string
  flow: { id: string; name: string }
  subject: string | null
  state: ApprovalState
  question: string
  facts: { label: string; value: string }[]
  form: FormField[]
  /** Whose answer counts; admins and owners can answer as well. */
  asked: { userId: string; name: string }[]
  /** Whether who looks may answer now. */
  mayDecide: boolean
  acceptedAt: Date
  askedAt: Date
  remindAt: Date | null
  remindedAt: Date | null
  deadlineAt: Date
  /** What the run does next, in order, whichever way it goes. */
  next: { approved: NextStep[]; refused: NextStep[]; timeout: NextStep[] }
  verdict: ApprovalVerdict | null
  /** A key says that it is one: it may be called like a person. */
  decidedBy: string | null
  /** Null: by a key. */
  decidedById: string | null
  decidedAt: Date | null
  note: string | null
  answers: JsonObject
}

/** What a link of a mail shows. Of a question that is over no facts are shown: the link has done its work. */
export type ApprovalPage =
  | { state: 'unknown' }
  /** Signed in as somebody else than the link is for. */
  | { state: 'other'; workspace: string; person: string }
  | { state: 'open'; workspace: string; timeZone: string; you: { id: string; name: string }; approval: ApprovalView }
  | {
      state: 'decided' | 'expired' | 'withdrawn'
      workspace: string
      timeZone: string
      you: { id: string; name: string }
      question: string
      verdict: ApprovalVerdict | null
      decidedBy: string | null
      decidedById: string | null
      decidedAt: Date | null
      note: string | null
      deadlineAt: Date
    }

export type EventWaitView = {
  stepRunId: string
  node: number
  iteration: string
  state: EventWaitState
  /** "EZ10000001" */
  key: string
  /** Events from then on count. */
  since: Date
  deadlineAt: Date
  settledAt: Date | null
  /** What the event tells of, once it came. */
  subject: string | null
  deliveryId: string | null
}

/** A run that a step has called, or the one that has called this. */
export type CallView = {
  runId: string
  /** Of the calling run. */
  node: number
  iteration: string
  waits: boolean
  state: RunState
  subject: string | null
  flow: { id: string; name: string }
}

/** What the steps of a run wait for or have waited for. */
export type RunWaits = {
  approvals: ApprovalView[]
  events: EventWaitView[]
  calls: CallView[]
  calledBy: CallView | null
  depth: number
}
