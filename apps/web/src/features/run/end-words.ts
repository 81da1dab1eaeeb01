import type { RunDetail } from '../../trpc/types.ts'

/**
 * Why a run ended, where none of its steps says so: it was cancelled, or it failed without a step of it. Null where a
 * step that failed stands there with its reason.
 */
export function endWords({ state, reason, reasonCode, steps }: RunDetail): string | null {
  if (state === 'cancelled') return reason
  if (state !== 'failed') return null
  // Of a run of an older plan no step says that its time was over.
  const isToldByStep = steps.some((step) => step.state === 'failed' && step.error?.code === reasonCode)
  const ofItself = reasonCode === null || (OF_THE_RUN.has(reasonCode) && !isToldByStep)
  return ofItself || !steps.some((step) => step.state === 'failed') ? reason : null
}

/** No step failed with these, nor without a code, where a Stop step ended it; one that failed before was caught. */
const OF_THE_RUN = new Set(['poison', 'engine_trouble', 'not_started', 'join_timed_out'])
