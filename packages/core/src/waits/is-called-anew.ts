import type { RunState, StepError, StepState } from '@patchbay/db/schema'
import { ANSWER_INVALID, goesOnWith } from './call-flow.ts'

/** Why a step that calls a flow is done again, as it is said before a person retries. */
export const CALLED_ANEW = 'It is called anew: what the run it called had done is done again.'

/** `did`: it did something outside, or will. */
export type LastCall = { state: RunState; finishedAt: Date | null; did: boolean }

export type CallingStep = {
  state: StepState
  port: string | null
  error: StepError | null
  /** Not null from when it first called. */
  inputPayloadId: string | null
}

/**
 * Whether going on does again what a called run has done. `last` null: it called nobody, or that run is no longer kept.
 * `fromNothing`: the step is done again whatever came of it.
 */
export function isCalledAnew(step: CallingStep, last: LastCall | null, fromNothing: boolean): boolean {
  const did = last === null ? step.inputPayloadId !== null : last.did
  if (!did || fromNothing) return did
  // What has gone on by its error jack is left as it is.
  if (step.state === 'succeeded' || step.state === 'skipped' || step.port === 'error') return false
  return last === null ? step.error?.code === ANSWER_INVALID : !goesOnWith(step, last)
}
