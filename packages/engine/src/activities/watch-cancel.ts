import { isCancelling } from '@patchbay/core/runs/is-cancelling'
import type { ActivityDependencies } from './dependencies.ts'

/** Most segments are over before it looks for the first time. */
const LOOK_EVERY_MS = 1_000

/**
 * Aborts what is under way of a run as soon as PostgreSQL says that it is cancelled. The engine tells a segment only with
 * its next workflow task, which may be seconds away, and tells nothing while it is down.
 */
export async function watchCancel<T>(
  deps: Pick<ActivityDependencies, 'db' | 'log'>,
  of: { target: { workspaceId: string; runId: string }; engine: AbortSignal },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const cancelled = new AbortController()
  let looking = false
  const look = async () => {
    if (looking || cancelled.signal.aborted) return
    looking = true
    try {
      if (await isCancelling(deps.db, of.target)) cancelled.abort(new Error('The run was cancelled'))
    } catch (error) {
      deps.log.warn({ err: error, runId: of.target.runId }, 'Could not look whether a run was cancelled')
    } finally {
      looking = false
    }
  }
  const timer = setInterval(() => void look(), LOOK_EVERY_MS)
  try {
    return await work(AbortSignal.any([of.engine, cancelled.signal]))
  } finally {
    clearInterval(timer)
  }
}
