import type { StepState } from '@patchbay/db/schema'
import { type SQL, sql } from 'drizzle-orm'

/** A run shows the most pressing state of its open steps. `step` has just come to `state`: its id, or what tells it (`s`). */
export function runStateAfter(state: StepState | SQL, step: string | SQL): SQL {
  const own = typeof step === 'string' ? sql`s.id = ${step}` : step
  const after = typeof state === 'string' ? sql`${state}` : state
  return sql`(
    SELECT CASE min(rank) WHEN 1 THEN 'needs_attention' WHEN 2 THEN 'retrying' WHEN 3 THEN 'waiting' ELSE 'running' END
    FROM (
      SELECT CASE s.state WHEN 'needs_attention' THEN 1 WHEN 'retrying' THEN 2 WHEN 'waiting' THEN 3 ELSE 4 END AS rank
      FROM step_run s WHERE s.run_id = run.id AND NOT (${own}) AND s.finished_at IS NULL
      UNION ALL
      -- A write without an undo that somebody is to undo: its step was over long ago.
      SELECT 1 FROM decision d WHERE d.run_id = run.id AND d.state = 'open' AND d.kind = 'undo'
      UNION ALL
      SELECT CASE ${after} WHEN 'needs_attention' THEN 1 WHEN 'retrying' THEN 2 WHEN 'waiting' THEN 3 ELSE 4 END
    ) open_steps)`
}
