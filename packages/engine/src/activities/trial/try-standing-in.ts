import { iterationKey } from '@patchbay/core/runs/run-target'
import { recordStepTests } from '@patchbay/core/tests/record-step-test'
import type { Json } from '@patchbay/flow/json'
import type { WorkNode } from '@patchbay/flow/plan'
import type { ActivityDependencies } from '../dependencies.ts'
import { knownStep } from '../run-session.ts'
import type { Trial, TrialStep, Tried } from './trial.ts'
import type { ActionWork } from './try-action.ts'

export type WaitWork = Extract<WorkNode, { kind: 'event' | 'approval' | 'subflow' }>

/**
 * A step that a test does not carry out: it waits for nobody, starts no other flow and undoes nothing. What the sample
 * holds of it stands for it, or something of its shape.
 */
export async function tryStandingIn(
  deps: ActivityDependencies,
  trial: Trial,
  step: TrialStep & { work: WaitWork | ActionWork },
): Promise<Tried> {
  const { work, control, ref } = step
  const sampled = knownStep(trial.session, ref)?.output ?? null
  const { port, output, note } = standIn(work, trial)
  const given = sampled ?? output
  await recordStepTests(deps.db, trial.session.target.workspaceId, [
    {
      testRunId: trial.test.id,
      flowId: trial.test.flowId,
      stepId: control.id,
      iteration: iterationKey(ref.iteration),
      kind: work.kind === 'action' ? `${work.connector}.${work.action}` : work.kind,
      fingerprint: trial.test.work.fingerprints[control.id] ?? '',
      state: 'succeeded',
      port,
      output: given,
      notes: sampled === null ? [note] : [note, 'What the sample holds stands for it.'],
      environment: 'none',
      tookMs: 0,
      requestedBy: trial.test.requestedBy,
    },
  ])
  return { result: { status: 'succeeded', port }, output: given, error: null }
}

function standIn(work: WaitWork | ActionWork, trial: Trial): { port: string; output: Json; note: string } {
  switch (work.kind) {
    case 'event':
      return {
        port: 'out',
        output: {},
        note: 'A run would wait for this event here. A test goes on as if it had come.',
      }
    case 'approval': {
      const output = { decision: 'approved', by: trial.test.requestedBy, at: trial.now, note: null, answers: {} }
      return { port: 'approved', output, note: 'A run would ask here. A test goes on as if it had been approved.' }
    }
    case 'subflow':
      return {
        port: 'out',
        output: work.mode === 'start' ? { runId: trial.test.id } : {},
        note: 'A run would start the other flow here. A test does not; test that flow by itself.',
      }
    case 'action':
      return { port: 'out', output: {}, note: 'A run would undo it here. A test leaves what it did as it is.' }
  }
}
