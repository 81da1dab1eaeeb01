import type { Idempotency } from '@patchbay/connector-sdk/manifest'

export type WorkerName = 'A' | 'B'

/** What a vendor can do with a key, and what the author chose for one that can do nothing. */
export type Vendor = { idempotency: Idempotency; onUnknown: 'may_repeat' | 'decide' }

export type Setting = { vendor: Vendor; protocol: Protocol; maxAttempts: number }

/** How much may go wrong in one history. The state space is finite only with bounds; each fault strikes at any point. */
export type Faults = {
  /** A worker dies and comes back with nothing in its head. */
  crashes: number
  /** The engine gives up on an attempt whose worker is alive: frozen, or cut off. */
  timeOuts: number
  /** A lease ends while its holder is at work. */
  expiries: number
  /** A workflow is gone: terminated, or lost with its engine's store. */
  vanished: number
  /** A request or an answer of the vendor is lost. */
  losses: number
  /** The vendor says no, for good or for now. */
  refusals: number
  /** A call is refused on this side before it leaves: its connection was revoked, or its input fits no more. */
  turnedAway: number
  cancels: number
  /** A person retries a run that has ended. */
  retries: number
}

/** Parts of the protocol that can be left out, to see that the model misses them. */
export type Protocol = {
  checksEpoch: boolean
  checksAttempts: boolean
  keepsKeyAfterUnknown: boolean
  writesIntentFirst: boolean
  /** An answer that comes after its step was put before a person withdraws the question and lets the run go on. */
  answersSettleQuestions: boolean
  /** An attempt's end moves its step only while the step is of its generation, unless it tells that it was applied. */
  endsOwnGeneration: boolean
}

export const AS_BUILT: Protocol = {
  checksEpoch: true,
  checksAttempts: true,
  keepsKeyAfterUnknown: true,
  writesIntentFirst: true,
  answersSettleQuestions: true,
  endsOwnGeneration: true,
}

export type RunRow = {
  epoch: number
  state: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled'
  finished: boolean
  cancelRequested: boolean
  lease: WorkerName | null
}

export type StepRow = {
  state: 'running' | 'retrying' | 'needs_attention' | 'succeeded' | 'failed' | 'cancelled'
  attempts: number
  roundFrom: number
  generation: number
  /** `sent_at`: an attempt of this generation may have been applied. */
  sent: boolean
  releaseRequested: boolean
  /** The outcome of the newest attempt's own row; null while it has none. */
  lastOutcome: 'succeeded' | 'failed' | 'unknown' | 'aborted' | null
}

/** What an attempt's call came to. */
export type Answer = 'done' | 'refused' | 'turned_away' | 'no_answer'
export type Result = 'succeeded' | 'failed' | 'retry' | 'held' | 'stale' | 'threw'

/** `isAwaited`: its workflow still waits for this very call of the step; the engine refuses the answer of another. */
type OnAttempt = { epoch: number; isAwaited: boolean; known: StepRow | null }
type OnCall = OnAttempt & { number: number; generation: number }

/** Where a process is between two durable writes; null: it has nothing in hand. */
export type Worker =
  | null
  | { at: 'leased'; epoch: number }
  | { at: 'started'; epoch: number }
  | ({ at: 'read' } & OnAttempt)
  | ({ at: 'settled' } & OnAttempt)
  | ({ at: 'intended' } & OnCall)
  | ({ at: 'sent' } & OnCall)
  | ({ at: 'answered'; answer: Answer } & OnCall)
  | { at: 'written'; epoch: number; isAwaited: boolean; result: Result }

export type Workflow = {
  isRunning: boolean
  at: 'ready' | 'called' | 'held' | 'ending'
  end: 'succeeded' | 'failed' | 'cancelled'
}

export type State = {
  run: RunRow
  step: StepRow | null
  hasOpenQuestion: boolean
  /** One an epoch: the engine refuses a second. */
  workflows: (Workflow & { epoch: number })[]
  workers: Record<WorkerName, Worker>
  vendor: {
    applied: number
    /** Generations whose key it has seen applied. */
    keys: number[]
    inFlight: { by: WorkerName; number: number; generation: number }[]
  }
  left: Faults
  /** Verdicts “again” of people: each may apply the effect once more. */
  again: number
  /** A write that may be repeated was sent once more after an unknown outcome. */
  repeats: number
  /** An intent was written under an epoch that was over, or of a run that had ended. */
  staleIntent: boolean
  /** A call left without an intent that tells of it. */
  unannounced: boolean
}

export function initialState(faults: Faults): State {
  return {
    run: { epoch: 1, state: 'queued', finished: false, cancelRequested: false, lease: null },
    step: null,
    hasOpenQuestion: false,
    workflows: [],
    workers: { A: null, B: null },
    vendor: { applied: 0, keys: [], inFlight: [] },
    left: faults,
    again: 0,
    repeats: 0,
    staleIntent: false,
    unannounced: false,
  }
}
