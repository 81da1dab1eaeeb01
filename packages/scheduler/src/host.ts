import type { ControlNode } from '@patchbay/flow/plan'

/** A node in one iteration of the loops around it, outermost first; `[]` outside loops. */
export type NodeRef = { node: number; iteration: number[] }

/** What became of a step, as far as the scheduler must know: small scalars, never data. */
export type StepResult =
  /** Left through `port`. `count` is a loop's number of items; `waitMs` how long a wait step still has to wait. */
  | { status: 'succeeded'; port: string; count?: number; waitMs?: number }
  | { status: 'failed'; code: string }
  /** Definite or safely repeatable failure: call again after this long. */
  | { status: 'retry'; afterMs: number }
  /** Something outside lets it go on: call again after `awaitRelease`, or after `forMs` at the latest. */
  | { status: 'held'; reason: 'decision' | 'connection' | 'event' | 'approval' | 'subflow'; forMs?: number }
  | { status: 'stopped'; outcome: 'succeeded' | 'failed' | 'cancelled' }
  /** Another epoch owns the run: do nothing more. */
  | { status: 'stale' }

export type Settled = { ref: NodeRef; port: string | null }

/** Everything the scheduler may ask of the world. It uses no clock, no timer and no randomness of its own. */
export interface Host {
  /** Runs `ready` and whatever of mode `segment` becomes ready by them; results in the order they settled. */
  runSegment(request: { ready: NodeRef[]; settled: Settled[] }): Promise<{ ref: NodeRef; result: StepResult }[]>
  runStep(ref: NodeRef): Promise<StepResult>
  sleep(ms: number): Promise<void>
  /** Resolves when the step is released, or after `forMs`; both mean: call it again. */
  awaitRelease(ref: NodeRef, forMs?: number): Promise<void>
  /**
   * A further word on a step that ran before. `check`: a repeat's pass (`ref.iteration` ends with its number) is over;
   * port `out` when its condition holds, `again` when not. `collect`: all items of a loop are over; its output is
   * completed. `ask_undo`: a write without an undo, whose scope is undone, is put before a person.
   */
  runPhase(ref: NodeRef, phase: 'check' | 'collect' | 'ask_undo'): Promise<StepResult>
  /** Asked at each turn: true when the walk should end with a `restart` at the next quiet moment (histories grow). */
  wantsRestart(): boolean
  /** Steps that will never run: recorded so that a person sees why. */
  skipped(refs: NodeRef[]): void
}

export type RunOutcome =
  | { outcome: 'succeeded' | 'cancelled'; failedNode: null; code: null }
  | { outcome: 'failed'; failedNode: number | null; code: string | null }
  | { outcome: 'stale'; failedNode: null; code: null }
  | { outcome: 'restart'; failedNode: null; code: null; snapshot: WalkSnapshot }

/**
 * Where a walk stands, small however many items a loop has had: what is settled in the scopes that are open, and how far
 * each container is. Everything else is found again at the steps' checkpoints. JSON; part of a history.
 */
export type WalkSnapshot = {
  settled: { node: number; port: string | null }[]
  walks: {
    node: number
    count: number
    next: number
    failed: boolean
    /** Passes that are open, by their number (lanes of a parallel or scope included). */
    open: { pass: number; snapshot: WalkSnapshot }[]
    /** Of a parallel with a join: lanes that have ended and that have succeeded. */
    ended: number
    succeeded: number
  }[]
  /** Nodes with an effect that was applied, in the order they settled: what an undo goes back over. */
  applied: { node: number; iteration: number[] }[]
}

export type Skeleton = readonly ControlNode[]
