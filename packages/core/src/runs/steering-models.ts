import type { Effect } from '@patchbay/connector-sdk/manifest'

/**
 * What becomes of a step when a run goes on or runs again. `reused`: its recorded result stands, nothing is called.
 * `again`: it was done, and is done once more: a write is applied anew. `tried`: it had not gone through. `first`: the
 * run had not come to it. `maybe`: only if the run takes that way. `left`: it failed, was cut off or undone, and stays so,
 * because a frame took that and the run went on.
 */
export type PlannedFate = 'reused' | 'again' | 'tried' | 'first' | 'maybe' | 'left'

export type PlannedStep = {
  stepId: string
  name: string
  connector: string | null
  effect: Effect
  environment: 'live' | 'sandbox' | null
  fate: PlannedFate
  /** Why, in a sentence; null where the fate says it all. */
  why: string | null
  /** How often: of a step in a loop, once for each item. */
  times: number
}

/** What will happen, before it does. Nothing has been changed. */
export type SteeringPlan = {
  steps: PlannedStep[]
  /** Writes that are applied anew, and those that are left alone. */
  effects: { anew: number; kept: number }
  /** Why it cannot be done; null when it can. */
  refused: string | null
}
