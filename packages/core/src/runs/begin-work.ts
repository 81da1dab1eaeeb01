import type { Database } from '@patchbay/db/database'
import { statementInWorkspace } from '@patchbay/db/in-workspace'
import { sql } from 'drizzle-orm'
import { TRIED_LATELY } from './judge-start.ts'
import { type LoadedRun, type RunRow, runColumns, toLoadedRun } from './load-run.ts'
import { type KeptOutputs, type KnownStep, loadSteps } from './load-steps.ts'
import type { RunTarget } from './run-target.ts'

/** A run that is begun this often without one step getting anywhere is taken to be what ends its workers. */
export const MAX_FRUITLESS_STARTS = 8

/**
 * Steps that begin side by side are one start. What a dead worker held is begun again only after the engine has missed
 * it for 10 s or more, so starts after a death are always further apart than this.
 */
const ONE_START_MS = 5_000

/** `run`: where it was asked for. `fails`: work on it has failed since it last came through. */
export type Begun =
  | { verdict: 'ok'; steps: KnownStep[]; run: LoadedRun | null; fails: boolean }
  | { verdict: 'stale' | 'poison' }

export type ReadWithIt = {
  iterations: string[]
  kept?: KeptOutputs
  /** The run itself too, for who does not know it yet. */
  run?: boolean
}

type Counted = { starts: number; fails: boolean; begun: boolean }

/**
 * Counts that work on a run begins, and reads its steps at the given iterations. `stale`: somebody else owns the run,
 * or it has ended. `poison`: it has been begun too often without progress, and is the caller's to end.
 */
export async function beginWork(db: Database, target: RunTarget, read: ReadWithIt): Promise<Begun> {
  // PostgreSQL has the commit before the first row is read here: should reading be what ends the worker, the count stands.
  const counted = await statementInWorkspace<Counted & Partial<RunRow>>(
    db,
    target.workspaceId,
    sql`
      WITH r AS (UPDATE run SET started_at = coalesce(started_at, now()), progress_at = now(),
        -- Its start needs no word of its own: here it is.
        state = CASE state WHEN 'queued' THEN 'running' ELSE state END, lease_id = NULL, leased_until = NULL,
        checked_at = CASE state WHEN 'queued' THEN now() ELSE checked_at END,
        -- The engine took it after all, though nobody heard of it.
        reason = CASE WHEN reason_code = 'not_started_yet' THEN NULL ELSE reason END,
        reason_code = nullif(reason_code, 'not_started_yet'),
        -- Nobody tried for a while: what failed before says nothing about what fails now.
        failing_since = CASE WHEN ${TRIED_LATELY} THEN failing_since END,
        starts = starts + CASE WHEN progress_at < now() - ${ONE_START_MS} * interval '1 ms' THEN 1 ELSE 0 END
      WHERE id = ${target.runId} AND epoch = ${target.epoch} AND finished_at IS NULL AND cancel_requested_at IS NULL
      RETURNING *)
      SELECT r.starts, r.failing_since IS NOT NULL AS fails, EXISTS (SELECT 1 FROM step_run s WHERE s.run_id = r.id) AS begun ${read.run ? withRun : sql`FROM r`}`,
    { durable: false },
  )
  const [found] = counted
  if (!found) return { verdict: 'stale' }
  if (found.starts > MAX_FRUITLESS_STARTS) return { verdict: 'poison' }
  const steps = found.begun ? await loadSteps(db, target, read) : []
  return {
    verdict: 'ok',
    steps,
    fails: found.fails,
    run: isWhole(found) ? await toLoadedRun(db, found) : null,
  }
}

const withRun = sql`, ${runColumns} FROM r JOIN payload p ON p.id = r.item_payload_id JOIN workspace w ON w.id = r.workspace_id`

const isWhole = (row: Counted & Partial<RunRow>): row is Counted & RunRow => row.id !== undefined
