import { beginWork, SUSPECT_FROM } from '@patchbay/core/runs/begin-work'
import { giveUpRun } from '@patchbay/core/runs/give-up-run'
import { judgeStart } from '@patchbay/core/runs/judge-start'
import type { RunTarget } from '@patchbay/core/runs/run-target'
import type { NodeRef } from '@patchbay/scheduler/host'
import { completeSession } from './complete-session.ts'
import type { ActivityDependencies } from './dependencies.ts'
import { announce } from './end-run.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { keepOutputs, type RunSession, type SessionOpener, visibleIterations } from './run-session.ts'

/** A run that ends its worker does so soon after it began; by then an innocent one has written something down. */
const ALONE_MS = 5_000

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
  const suspects = oneAtATime(ALONE_MS)

  return async ({ work, refs }, act) => {
    const begin = (again: boolean) =>
      beginWork(deps.db, work, {
        iterations: visibleIterations(refs),
        kept,
        run: !sessions.knows(work.runId),
        again,
      })
    let leave: () => void = () => undefined
    try {
      let begun = await begin(false)
      if (begun.verdict === 'ok' && begun.starts >= SUSPECT_FROM) {
        // Not counted while it waits: the one whose turn it is may be the one that ends the worker.
        await judgeStart(deps.db, work, 'waits')
        leave = await suspects()
        begun = await begin(true)
      }
      if (begun.verdict === 'poison') await giveUp(deps, work, 'poison')
      if (begun.verdict !== 'ok') return null
      const session = await sessions.open(work, begun.steps, begun.run)
      await completeSession(deps.db, session, { refs, kept })
      const result = await act(session)
      // Mostly it has made progress by now, and nothing stands against it.
      if (begun.starts > 1 || begun.fails) await judgeStart(deps.db, work, 'through')
      return result
    } catch (error) {
      if (!(await failsForLong(deps, work))) throw error
      deps.log.error({ err: error, runId: work.runId }, 'A run is given up that failed each time for long')
      await giveUp(deps, work, 'engine_trouble')
      return null
    } finally {
      leave()
    }
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
