import { recordStep } from '@patchbay/core/runs/record-step'
import type { NodeRef, StepResult } from '@patchbay/scheduler/host'
import type { ActivityDependencies } from './dependencies.ts'
import { knownStep, nodeOf, type RunSession } from './run-session.ts'

/**
 * A step that went on with its default, or that a person skipped, applied nothing: its undo is over at once. Null when
 * there is something to undo, or may be: the default of a write that was sent may stand for more than was wanted of it.
 */
export async function nothingToUndo(
  deps: ActivityDependencies,
  session: RunSession,
  undo: { ref: NodeRef; undoOf: number; kind: string },
): Promise<StepResult | null> {
  const undone = knownStep(session, { node: undo.undoOf, iteration: undo.ref.iteration })
  if (undone?.state === 'succeeded' && (undone.error === null || undone.sentAt !== null)) return null
  const recorded = await recordStep(deps.db, session.target, {
    place: nodeOf(session, undo.ref).place,
    kind: undo.kind,
    state: 'succeeded',
    port: 'out',
    count: null,
    input: null,
    output: null,
    notes: ['There was nothing to undo: the step had not gone through.'],
    error: null,
    waitUntil: null,
    startedAt: new Date(),
  })
  return recorded ? { status: 'succeeded', port: 'out' } : { status: 'stale' }
}
