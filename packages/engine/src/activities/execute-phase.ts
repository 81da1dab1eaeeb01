import { askUndo } from '@patchbay/core/runs/ask-undo'
import type { WorkNode } from '@patchbay/flow/plan'
import type { NodeRef, Phase, StepResult } from '@patchbay/scheduler/host'
import { checkPass } from './check-pass.ts'
import { collectResults } from './collect-results.ts'
import type { ActivityDependencies } from './dependencies.ts'
import { joinTimedOut } from './join-timed-out.ts'
import { knownStep, nodeOf, type RunSession } from './run-session.ts'
import { settleContainer } from './settle-container.ts'

/** A further word on a step that ran before. */
export async function executePhase(
  deps: ActivityDependencies,
  session: RunSession,
  { ref, phase }: { ref: NodeRef; phase: Phase },
): Promise<StepResult> {
  const { control, work } = nodeOf(session, ref)
  const result =
    phase === 'check' && work.kind === 'repeat'
      ? await checkPass(deps, session, { ref, control, work })
      : phase === 'collect' && work.kind === 'loop'
        ? await collectResults(deps, session, { ref, work })
        : phase === 'time_out'
          ? await settleContainer(deps, session, { ref, count: null, output: null, error: joinTimedOut })
          : await askAboutUndo(deps, session, { ref, work })
  deps.notify('patchbay_live', `${session.target.workspaceId}:run:${session.target.runId}`)
  return result
}

async function askAboutUndo(
  deps: ActivityDependencies,
  session: RunSession,
  { ref, work }: { ref: NodeRef; work: WorkNode },
): Promise<StepResult> {
  const known = knownStep(session, ref)
  // Its default stands for it, or a person skipped it: nothing was applied, unless it was sent and is not settled.
  if (known?.state !== 'succeeded' || (known.error !== null && known.sentAt === null))
    return { status: 'succeeded', port: 'out' }
  const question = `${whatStays(work)} Undo it by hand if it must not stay, then say so.`
  const asked = await askUndo(deps.db, session.target, { id: known.id, question })
  if (asked === 'stale') return { status: 'stale' }
  return asked === 'done' ? { status: 'succeeded', port: 'out' } : { status: 'held', reason: 'decision' }
}

function whatStays(work: WorkNode): string {
  if (work.kind !== 'subflow') return `“${work.name}” was applied and has no undo.`
  return work.mode === 'wait'
    ? `“${work.name}” has run another flow to its end; what that did was not undone.`
    : `“${work.name}” has started another flow; what that does is not undone.`
}
