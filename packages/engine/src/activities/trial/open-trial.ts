import { randomBytes } from 'node:crypto'
import type { KnownStep } from '@patchbay/core/runs/load-steps'
import { iterationKey } from '@patchbay/core/runs/run-target'
import type { TakenTest } from '@patchbay/core/tests/take-test-run'
import type { Json } from '@patchbay/flow/json'
import { type RunSession, remember } from '../run-session.ts'
import { passesAround } from '../seen-iteration.ts'
import type { Trial } from './trial.ts'

/**
 * A session as a run has it, made of a sample. What earlier steps gave in the sample stands at the first pass of the
 * loops around them.
 */
export function openTrial(test: TakenTest, of: { workspaceId: string; signal: AbortSignal }): Trial {
  const now = new Date().toISOString()
  const { plan, item, outputs } = test.work
  const session: RunSession = {
    target: { workspaceId: of.workspaceId, runId: test.id, epoch: 1 },
    run: {
      id: test.id,
      workspaceId: of.workspaceId,
      flowId: test.flowId,
      versionId: test.id,
      deliveryId: `test/${test.id}`,
      itemIndex: 0,
      planHash: '',
      item,
      subject: null,
      isWaitedFor: false,
      constants: { id: test.id, now, random: fraction(), startedAt: now },
      workspace: test.workspace,
    },
    plan,
    steps: new Map(),
    failures: [],
    unwritten: [],
  }
  plan.control.forEach((node, index) => {
    const output = outputs[node.id]
    if (output !== undefined && node.kind !== 'trigger')
      remember(session, { node: index, iteration: firstPass(session, index) }, output)
  })
  return { test, session, plan, now, signal: of.signal }
}

/** The first pass of every loop and repeat around a node. */
export const firstPass = (session: RunSession, node: number): number[] => passesAround(session.plan, node).map(() => 0)

/** A step that failed and whose error path goes on: later mappings see why. */
export function rememberFailure(
  session: RunSession,
  of: { ref: { node: number; iteration: number[] }; error: KnownStep['error']; output: Json | null },
): void {
  remember(session, of.ref, of.output ?? null)
  const key = `${of.ref.node}/${iterationKey(of.ref.iteration)}`
  const known = session.steps.get(key)
  if (known) session.steps.set(key, { ...known, state: 'failed', output: null, error: of.error })
  const control = session.plan.control[of.ref.node]
  if (control === undefined || control.catches) return
  const iteration = iterationKey(of.ref.iteration)
  session.failures.push({ node: of.ref.node, stepId: control.id, iteration, error: of.error })
}

const fraction = (): number => randomBytes(4).readUInt32BE() / 2 ** 32
