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
  /** Only a person, or a mended connection, lets it go on: call again after `awaitRelease`. */
  | { status: 'held'; reason: 'decision' | 'connection' }
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
  awaitRelease(ref: NodeRef): Promise<void>
  /** Steps that will never run: recorded so that a person sees why. */
  skipped(refs: NodeRef[]): void
}

export type RunOutcome =
  | { outcome: 'succeeded' | 'cancelled'; failedNode: null; code: null }
  | { outcome: 'failed'; failedNode: number | null; code: string | null }
  | { outcome: 'stale'; failedNode: null; code: null }

export type Skeleton = readonly ControlNode[]
