import type { AttemptEnd } from '@patchbay/core/runs/finish-attempt'
import type { StepError } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import type { StepResult } from '@patchbay/scheduler/host'
import type { ActionStep } from './action-step.ts'
import { finalState } from './attempt-end.ts'
import type { CallOutcome } from './call-connector.ts'
import type { ActivityDependencies } from './dependencies.ts'
import { finalFailure } from './final-failure.ts'
import { resultOfFinal } from './resolve-input.ts'
import type { RunSession } from './run-session.ts'

type OverLimit = {
  end: AttemptEnd
  result: StepResult
  /** What the steps after it are given in its place; undefined where it fails or is put before a person. */
  output: Json | undefined
}

/**
 * A call that went through and answered more than a step may give. The step has failed for good: it fails, goes on with
 * its default or asks, as its author wants. A write stays unresolved: it was applied, so that a retry sends it again only
 * under its key, and otherwise asks a person.
 */
export async function overLimit(
  deps: ActivityDependencies,
  session: RunSession,
  of: { step: ActionStep; outcome: Extract<CallOutcome, { ok: true }>; error: StepError; generation: number },
): Promise<OverLimit> {
  const { step, outcome, error, generation } = of
  const final = await finalFailure(deps, session, { step, error })
  const unresolved = step.work.effect !== 'read' && step.work.effect !== 'pure'
  const result = resultOfFinal(final.kind, error.code)
  return {
    end: {
      outcome: 'failed',
      error,
      log: outcome.log,
      step: { ...finalState(step, final), generation, unresolved, nextTryAt: null },
    },
    result: unresolved && result.status === 'held' ? { ...result, unsure: true } : result,
    output: final.kind === 'default' ? final.output : undefined,
  }
}
