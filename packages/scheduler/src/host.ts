import type { ControlNode } from '@patchbay/flow/plan'

/** A node in one iteration of the loops around it, outermost first; `[]` outside loops. */
export type NodeRef = { node: number; iteration: number[] }

/** What became of a step, as far as the scheduler must know: small scalars, never data. */
export type StepResult =
  /**
   * Left through `port`. `count` is a loop's number of items; `waitMs` how long a wait step still has to wait; `undoing`:
   * a scope that an earlier epoch had begun to undo.
   */
  | { status: 'succeeded'; port: string; count?: number; waitMs?: number; undoing?: true }
  | { status: 'failed'; code: string }
  /**
   * Definite or safely repeatable failure: call again after this long. `unsure`: its effect may have been applied
   * already; a scope that undoes then finds out first, even when the step's turn is over.
   */
  | { status: 'retry'; afterMs: number; unsure?: true }
  /** Something outside lets it go on: call again after `awaitRelease`, or after `forMs` at the latest. */
  | {
      status: 'held'
      reason: 'decision' | 'connection' | 'event' | 'approval' | 'subflow'
      forMs?: number
      unsure?: true
    }
  | { status: 'stopped'; outcome: 'succeeded' | 'failed' | 'cancelled' }
  /** Another epoch owns the run: do nothing more. */
  | { status: 'stale' }

export type Settled = { ref: NodeRef; port: string | null }

/** Steps to run, with what is settled in their pass. */
export type Segment = { ready: NodeRef[]; settled: Settled[]; undoing?: NodeRef }

export type Phase = 'check' | 'collect' | 'ask_undo' | 'time_out'

/** Everything the scheduler may ask of the world. It uses no clock, no timer and no randomness of its own. */
export interface Host {
  /** Runs `ready` and whatever of mode `segment` becomes ready by them; results in the order they settled. */
  runSegment(request: Segment): Promise<{ ref: NodeRef; result: StepResult }[]>
  /**
   * `undoing`, here and elsewhere: what is called undoes this scope. Written down before anything is undone: a later epoch
   * is told with the scope's own result.
   */
  runStep(ref: NodeRef, undoing?: NodeRef): Promise<StepResult>
  sleep(ms: number): Promise<void>
  /** Resolves when the step is released, or after `forMs`; both mean: call it again. */
  awaitRelease(ref: NodeRef, forMs?: number): Promise<void>
  /**
   * A further word on a step that ran before. `check`: a repeat's pass (`ref.iteration` ends with its number) is over;
   * port `out` when its condition holds, `again` when not (`waitMs`, if given, in place of its delay: what is left of it
   * when it was asked before). `collect`: all items of a loop are over; its output is
   * completed. `ask_undo`: a write without an undo, whose scope is undone, is put before a person. `time_out`: the time
   * of a join is over; once that is written down, as a failure with `TIMED_OUT` and whatever is answered, it has failed.
   */
  runPhase(ref: NodeRef, phase: Phase, undoing?: NodeRef): Promise<StepResult>
  /** Whether it is asked for phase `time_out`. Plans of engine version 3 and older act on a time-out at once. */
  readonly recordsTimeOuts: boolean
  /**
   * Whether nothing new is called that a failure of an earlier epoch is certain to cut off, while the scope that it ended
   * is undone and closed, and a scope that an earlier epoch had begun to undo goes on with that. Plans of engine
   * version 4 and older go on there until the failure arrives, and leave such a scope as far as it was undone.
   */
  readonly holdsForKnownFailures: boolean
  /** Asked at each turn: true when the walk should end with a `restart` at the next quiet moment (histories grow). */
  wantsRestart(): boolean
  /** The time of the walk, the same in a replay. Asked only to carry a sleep or a time-out over a restart. */
  nowMs(): number
  /** Steps that will never run: recorded so that a person sees why. */
  skipped(refs: NodeRef[]): void
  /**
   * Steps that wait for an answer or an event, or may since an earlier epoch, in what the walk has left: nobody waits for
   * that any more. Meant is every pass inside `iteration`.
   */
  left(refs: NodeRef[]): void
}

/** How a run came to its end. */
export type RunEnd =
  | { outcome: 'succeeded' | 'cancelled'; failedNode: null; code: null }
  | { outcome: 'failed'; failedNode: number | null; code: string | null }

export type RunOutcome =
  | RunEnd
  | { outcome: 'stale'; failedNode: null; code: null }
  | { outcome: 'restart'; failedNode: null; code: null; snapshot: WalkSnapshot }

/**
 * Where a walk stands, as JSON that may stand in a history: what is settled in the passes that are open and how far each
 * container is, however many items it has had. Everything else is found again at the steps' checkpoints.
 */
export type WalkSnapshot = { end: RunEnd | null; settledCount: number; root: PassSnapshot }

export type PassSnapshot = {
  settled: [node: number, port: string | null][]
  /** Called and not settled; never reported as skipped. */
  ran: number[]
  /** Of these, containers whose content was entered and answered for itself. */
  walked: number[]
  ended: Ending | null
  pending: [node: number, pending: Pending][]
  walks: ContainerSnapshot[]
}

export type ContainerSnapshot = {
  node: number
  stage: Stage
  count: number
  next: number
  ended: Ending | null
  failure: Failure | null
  /** The container has settled, or failed, and its last passes are let finish. */
  over: boolean
  lanesEnded: number
  lanesSucceeded: number
  laneFailure: Failure | null
  undoing?: true
  /** On the clock of `Host.nowMs`: when a join times out, or the next pass of a repeat is due. */
  dueAtMs: number | null
  /** What an undo goes back over, `[when it settled, node, ...iteration]`; only while a scope that undoes is open. */
  applied: number[][]
  open: { pass: number; snapshot: PassSnapshot }[]
}

/** The code that a join fails with when its time is over. */
export const TIMED_OUT = 'join_timed_out'

/** Why nothing new starts: undone is what failed or was cancelled, not what a Stop ended as succeeded. */
export type Ending = 'failed' | 'cancelled' | 'stopped'
/** `isKnown`: it came about in an earlier epoch. */
export type Failure = { node: number; code: string; isKnown?: boolean }
/** Where a container is: going through its passes, or asking the host between or after them. */
export type Stage = 'passes' | 'check' | 'delay' | 'collect' | 'time_out' | 'undo' | 'catch' | 'finally'
/** What a step that is not under way waits for; `port` of a wait step that settles when its time is over. */
export type Pending =
  | { kind: 'sleep'; dueAtMs: number; port: string | null; unsure: boolean }
  | { kind: 'held'; unsure: boolean }

export type Skeleton = readonly ControlNode[]
