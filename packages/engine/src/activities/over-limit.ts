import type { AttemptEnd } from '@patchbay/core/runs/finish-attempt'
import type { StepError } from '@patchbay/db/schema'
import type { ControlNode, WorkNode } from '@patchbay/flow/plan'
import type { CallOutcome } from './call-connector.ts'

/**
 * A call that went through and answered more than a step may give. The step fails for good. A write stays unresolved: it
 * was applied, so that a retry sends it again only under its key, and otherwise asks a person.
 */
export const overLimit = (
  step: { control: ControlNode; work: Extract<WorkNode, { kind: 'action' }> },
  outcome: Extract<CallOutcome, { ok: true }>,
  of: { error: StepError; generation: number },
): AttemptEnd => ({
  outcome: 'failed',
  error: of.error,
  log: outcome.log,
  step: {
    state: 'failed',
    port: step.control.catches ? 'error' : null,
    output: null,
    notes: null,
    generation: of.generation,
    unresolved: step.work.effect !== 'read' && step.work.effect !== 'pure',
    nextTryAt: null,
    question: null,
  },
})
