import { finishRun, type RunEnd } from '@patchbay/core/runs/finish-run'
import type { RunTarget } from '@patchbay/core/runs/run-target'
import { type NodeRef, type RunOutcome, TIMED_OUT } from '@patchbay/scheduler/host'
import type { ActivityDependencies } from './dependencies.ts'
import { nodeOf, type RunSession } from './run-session.ts'

export type HowItEnded = {
  outcome: Exclude<RunOutcome, { outcome: 'restart' }>
  cancelled: boolean
  skipped: NodeRef[]
}

/** Writes down how a run ended, and tells whoever waits for it. */
export async function endRun(deps: ActivityDependencies, session: RunSession, end: HowItEnded): Promise<void> {
  const answers = isAwaited(session)
  const finished = await finishRun(deps.db, session.target, {
    ...describeEnd(session, end),
    skipped: placesOf(session, end.skipped),
    answers,
  })
  if (finished.ended && answers) deps.notify('patchbay_answer', session.run.deliveryId)
  announce(deps, session.target, !finished.ended || finished.othersWait)
  // The step of the run that called it may go on.
  if (finished.ended && session.run.isWaitedFor) deps.notify('patchbay_inbox', 'release')
}

/** Places of steps that will never run, as they are written down. */
export const placesOf = (session: RunSession, refs: NodeRef[]): RunEnd['skipped'] =>
  refs.map((ref) => {
    const { place, work } = nodeOf(session, ref)
    return { ...place, kind: work.kind }
  })

/** `othersWait`: runs that waited for this one to end may start now. */
export const announce = (deps: ActivityDependencies, work: RunTarget, othersWait: boolean): void => {
  deps.notify('patchbay_live', `${work.workspaceId}:run:${work.runId}`)
  if (othersWait) deps.notify('patchbay_inbox', 'run')
}

/** The caller of a webhook that waits for its flow hears of its end, whatever way the run took. */
function isAwaited({ plan }: RunSession): boolean {
  const [trigger] = plan.work
  return trigger?.kind === 'trigger' && trigger.answer?.kind === 'flow'
}

type DescribedEnd = Omit<RunEnd, 'skipped'>

function describeEnd(session: RunSession, end: HowItEnded): DescribedEnd {
  const plain = { reasonCode: null, reason: null, failedStepId: null }
  if (end.cancelled || end.outcome.outcome === 'cancelled' || end.outcome.outcome === 'stale') {
    return { ...plain, state: 'cancelled' }
  }
  if (end.outcome.outcome === 'succeeded') return { ...plain, state: 'succeeded' }
  const { failedNode, code } = end.outcome
  const node = failedNode === null ? null : session.plan.work[failedNode]
  // Before engine version 4 no step of it says why.
  const isUntold = code === TIMED_OUT && session.plan.engineVersion < 4
  const late = isUntold ? ': its lanes did not come together within its time.' : null
  return {
    state: 'failed',
    reasonCode: code,
    reason: node ? `“${node.name}” failed${late ?? ''}` : 'The flow ended this run as failed.',
    failedStepId: failedNode === null || late !== null ? null : (session.plan.control[failedNode]?.id ?? null),
  }
}
