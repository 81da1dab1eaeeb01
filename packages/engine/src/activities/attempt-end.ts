import type { AttemptEnd } from '@patchbay/core/runs/finish-attempt'
import type { ActionStep } from './action-step.ts'
import type { CallOutcome } from './call-connector.ts'
import { describeError } from './describe-error.ts'
import type { FinalFailure } from './final-failure.ts'
import type { Judgement } from './judge-attempt.ts'

export const succeededEnd = (outcome: Extract<CallOutcome, { ok: true }>, generation: number): AttemptEnd => ({
  outcome: 'succeeded',
  error: null,
  log: outcome.log,
  step: {
    state: 'succeeded',
    port: 'out',
    output: outcome.output,
    notes: null,
    generation,
    unresolved: false,
    nextTryAt: null,
    question: null,
  },
})

/** A failed attempt as it is written down; `final` where it was the last. */
export function failedEnd(
  step: ActionStep,
  outcome: Extract<CallOutcome, { ok: false }>,
  of: { judgement: Judgement; final: FinalFailure | null; generation: number; signal: AbortSignal | null },
): AttemptEnd {
  const { next, unresolved, newGeneration } = of.judgement
  const base = {
    port: null,
    output: null,
    notes: null,
    generation: newGeneration ? of.generation + 1 : of.generation,
    unresolved,
    nextTryAt: next.to === 'retry' ? new Date(Date.now() + next.afterMs) : null,
    question: null,
  }
  const asked = {
    kind: 'unknown' as const,
    text: `“${step.work.name}” was sent, and no answer came back. Did it go through?`,
  }
  return {
    outcome: of.signal?.aborted ? 'aborted' : outcome.error.code === 'unknown_outcome' ? 'unknown' : 'failed',
    error: describeError(outcome.error),
    log: outcome.log,
    step:
      of.final !== null
        ? { ...base, ...finalState(step, of.final) }
        : next.to === 'hold'
          ? { ...base, state: 'needs_attention', question: next.for === 'decision' ? asked : null }
          : { ...base, state: 'retrying' },
  }
}

type FinalState = Pick<AttemptEnd['step'], 'state' | 'port' | 'output' | 'notes' | 'question'>

export function finalState(step: ActionStep, final: FinalFailure): FinalState {
  const plain = { port: null, output: null, notes: null, question: null }
  switch (final.kind) {
    case 'fail':
      return { ...plain, state: 'failed', port: step.control.catches ? 'error' : null, notes: final.notes }
    case 'default':
      return { ...plain, state: 'succeeded', port: 'out', output: final.output, notes: final.notes }
    case 'ask':
      return { ...plain, state: 'needs_attention', question: final.question }
  }
}
