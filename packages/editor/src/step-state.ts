import type { State } from '@patchbay/ui/state'

/** What became of a step in one run, as the canvas and the outline show it. */
export type StepState = {
  state: State
  /** What it says next to it: "Skipped: all in stock", "503 twice, try 3 of 6 in 12 s". */
  detail?: string
  tries?: number
  maxTries?: number
  /** A try is on its way now; between two tries it is not. */
  underWay?: boolean
  tookMs?: number | null
  /** ISO 8601, for a step that is at work. */
  startedAt?: string | null
  /** The jack it left through: `out`, `error`, a branch's case. */
  port?: string | null
  /** Of a loop: how its items fare. */
  iterations?: { done: number; failed: number; total: number }
  /** Of a repeat: the pass it is in, from 1, and the most it makes. */
  passes?: { at: number; limit: number }
}

export type StepStates = Readonly<Record<string, StepState>>

export const isActive = (state: State | undefined): boolean => state === 'running' || state === 'retrying'
