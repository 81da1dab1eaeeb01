import { beginWork } from '@patchbay/core/runs/begin-work'
import { giveUpRun } from '@patchbay/core/runs/give-up-run'
import { judgeStart } from '@patchbay/core/runs/judge-start'
import type { RunTarget } from '@patchbay/core/runs/run-target'
import type { NodeRef } from '@patchbay/scheduler/host'
import { completeSession } from './complete-session.ts'
import type { ActivityDependencies } from './dependencies.ts'
import { announce } from './end-run.ts'
import { keepOutputs, type RunSession, type SessionOpener, visibleIterations } from './run-session.ts'

export type InSession = <T>(
  of: { work: RunTarget & { planHash: string }; refs: NodeRef[] },
  act: (session: RunSession) => Promise<T>,
) => Promise<T | null>

/**
 * Begins work on a run: counts that it did, opens its session and acts in it. Null when this epoch may not act on the run
 * any more. A start that ends its worker counts against the run; one that leaves it alive does not, though it fails; what
 * fails for long ends the run.
 */
export function createInSession(deps: ActivityDependencies, sessions: SessionOpener): InSession {
  const kept = keepOutputs()

  return async ({ work, refs }, act) => {
    try {
      const begun = await beginWork(deps.db, work, {
        iterations: visibleIterations(refs),
        kept,
        run: !sessions.knows(work.runId),
      })
      if (begun.verdict === 'poison') await giveUp(deps, work, 'poison')
      if (begun.verdict !== 'ok') return null
      const session = await sessions.open(work, begun.steps, begun.run)
      await completeSession(deps.db, session, { refs, kept })
      const result = await act(session)
      if (begun.fails) await cameThrough(deps, work)
      return result
    } catch (error) {
      if (!(await failsForLong(deps, work))) throw error
      deps.log.error({ err: error, runId: work.runId }, 'A run is given up that failed each time for long')
      await giveUp(deps, work, 'engine_trouble')
      return null
    }
  }
}

/** What was done is done, and is answered though this cannot be noted. */
async function cameThrough(deps: ActivityDependencies, work: RunTarget): Promise<void> {
  try {
    await judgeStart(deps.db, work, 'through')
  } catch (err) {
    deps.log.warn({ err, runId: work.runId }, 'That work on a run came through could not be noted')
  }
}

async function failsForLong(deps: ActivityDependencies, work: RunTarget): Promise<boolean> {
  try {
    return (await judgeStart(deps.db, work, 'failed')).failsForLong
  } catch (err) {
    deps.log.warn({ err, runId: work.runId }, 'A start that failed counts against its run')
    return false
  }
}

async function giveUp(
  deps: ActivityDependencies,
  work: RunTarget,
  why: Parameters<typeof giveUpRun>[2],
): Promise<void> {
  await giveUpRun(deps.db, work, why)
  announce(deps, work, true)
}
