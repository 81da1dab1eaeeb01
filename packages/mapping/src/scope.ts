import type { Json } from '@patchbay/flow/json'

/** All that a step's mappings can see. */
export type Scope = {
  /** Outputs by step id. A step that was skipped or has not run is not in here. */
  steps: Record<string, Json>
  /** What people call the steps, for messages; an id stands in for a name that is not given. */
  stepNames?: Record<string, string>
  /** Current element and position (from 0) of each loop around the step, by the loop's id. */
  loops?: Record<string, { item: Json; index: number }>
  /** The element of the innermost list mapping. */
  item?: Json
  run: RunConstants
  workspace: WorkspaceConstants
}

/** Fixed when a run is made, so that every attempt sees the same. `random` is from 0 up to, not including, 1. */
export type RunConstants = { id: string; now: string; random: number; startedAt: string }

/** `timeZone` is an IANA name, `currency` an ISO 4217 code; `variables` by the names that people gave them. */
export type WorkspaceConstants = { timeZone: string; currency: string; variables?: Record<string, string> }
