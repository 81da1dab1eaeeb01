import type { Graph } from './graph.ts'
import type { Ending, Failure, Host, NodeRef, StepResult } from './host.ts'
import type { Applied, Pass, Walk } from './pass.ts'

/** What containers and waiting steps need of the walk they are part of. */
export type Steps = {
  graph: Graph
  host: Host
  /** Work of this turn, after what is noted already. */
  later(task: () => void): void
  /**
   * Work that ends passes. When an earlier epoch's results are gone through it comes after them: what they tell was
   * applied in a pass must be known before that pass ends. `at`: its place among them; absent: the first.
   */
  lastly(task: () => void, at?: number): void
  /** A failure that nobody knew of: what is known already, and may be caught, is gone through before. */
  afterKnown(task: () => void): void
  /** Starts what has no dependencies in a pass. */
  enter(pass: Pass): void
  settle(pass: Pass, node: number, port: string): void
  /** A failure inside a pass, which the innermost taker takes. */
  fail(pass: Pass, failure: Failure): void
  endPass(pass: Pass, why: Ending): void
  finishIfDone(pass: Pass): void
  /** Whether an earlier epoch was in this pass: its delay is over then. */
  knowsPass(walk: Walk, number: number): boolean
  /** Effects of an earlier epoch in a scope's tried lane that this walk has not come to, in any order. */
  appliedBefore(scope: Walk): Applied[]
  skip(refs: NodeRef[]): void
  /** A step has begun to wait in a pass that had ended by then. */
  leave(pass: Pass, node: number): void
  /** Has a step called with this turn; `chased`: although its pass has ended. */
  again(pass: Pass, node: number, chased: boolean): void
  /** Has the container's own next call leave with the steps of this turn. */
  ask(walk: Walk): void
  call<T>(promise: Promise<T>, then: (result: T) => void): void
  /** Something that is waited for without being under way: a sleep, a release. */
  wait(promise: Promise<void>, then: () => void): void
  /** A Stop, or another epoch: results that end the run wherever they come from. */
  endRun(pass: Pass, result: Extract<StepResult, { status: 'stopped' | 'stale' }>): void
}
