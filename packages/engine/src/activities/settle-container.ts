import { tooLarge } from '@patchbay/core/payloads/too-large'
import { recordStep } from '@patchbay/core/runs/record-step'
import type { StepError } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import type { NodeRef, StepResult } from '@patchbay/scheduler/host'
import type { ActivityDependencies } from './dependencies.ts'
import { nodeOf, type RunSession } from './run-session.ts'

/** Writes down how a container came out, on its own row: with its output, or as failed. */
export async function settleContainer(
  deps: ActivityDependencies,
  session: RunSession,
  of: { ref: NodeRef; count: number | null; output: Json | null; error?: StepError },
): Promise<StepResult> {
  const { control, work, place } = nodeOf(session, of.ref)
  const error = of.error ?? tooLarge(deps.db, 'output', of.output)
  const recorded = await recordStep(deps.db, session.target, {
    place,
    kind: work.kind,
    state: error === null ? 'succeeded' : 'failed',
    port: error === null ? 'out' : control.catches ? 'error' : null,
    count: of.count,
    input: null,
    output: error === null ? of.output : null,
    notes: null,
    error,
    waitUntil: null,
    startedAt: new Date(),
    settles: true,
  })
  if (!recorded) return { status: 'stale' }
  return error === null ? { status: 'succeeded', port: 'out' } : { status: 'failed', code: error.code }
}
