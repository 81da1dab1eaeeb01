import type { StepState } from '@patchbay/db/schema'

/** How many there are in each state; those with none are left out. */
export type StateCounts = Partial<Record<StepState, number>>

/** A step inside loops or repeats, over all items: of its own rows only the most pressing few are sent with the run. */
export type StepTally = {
  stepId: string
  states: StateCounts
  startedAt: Date
  /** Null while one of them is open. */
  finishedAt: Date | null
  /** Of the item that took most. */
  tries: number
  /** How many of them changed something outside, or called a flow. */
  applied: number
  /** Of how many nobody knows yet whether they went through. */
  unresolved: number
}

/** How the items of a loop fare, or the passes of a repeat; of an inner one over all items of the outer. */
export type ItemTally = {
  stepId: string
  /** Those that have begun, each by the most pressing state of what is inside it. */
  states: StateCounts
  /** How many there are to be; null as long as nobody knows. */
  total: number | null
  /** Of a repeat: the most passes it makes. */
  limit: number | null
}

/** Most pressing first: the state of several things is the first of these that one of them has. */
export const PRESSING = [
  'needs_attention',
  'failed',
  'retrying',
  'running',
  'waiting',
  'cancelled',
  'succeeded',
  'skipped',
] as const satisfies readonly StepState[]
