import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import type { ControlNode } from '@patchbay/flow/plan'
import { sql } from 'drizzle-orm'
import { isLeftToAsk } from './left-to-ask.ts'
import { parseIteration, type RunTarget } from './run-target.ts'

/** They stand in a workflow's history; what is left is read when these are done. */
const MAX_APPLIED = 500

/**
 * Steps whose effect was applied, that have an undo or are to be asked about, and are not undone: the latest of them, in
 * the order they came about. Empty when another epoch owns the run.
 */
export async function loadApplied(
  db: Database,
  target: RunTarget,
  control: ControlNode[],
): Promise<{ node: number; iteration: number[] }[]> {
  const pairs = control.flatMap(({ undo, asksUndo }, node) =>
    undo === undefined && !asksUndo ? [] : [{ node, undo: undo ?? null }],
  )
  if (pairs.length === 0) return []
  const rows = await inWorkspace(db, target.workspaceId, (tx) =>
    tx.execute<{ node: number; iteration: string }>(sql`
      SELECT step_run.node, step_run.iteration
      FROM jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) AS p (node int, undo int)
      JOIN run r ON r.id = ${target.runId} AND r.epoch = ${target.epoch} AND r.finished_at IS NULL AND r.cancel_requested_at IS NULL
      JOIN step_run ON step_run.run_id = r.id AND step_run.node = p.node
      WHERE step_run.state = 'succeeded' AND step_run.error IS NULL
        AND NOT EXISTS (SELECT 1 FROM step_run u WHERE u.run_id = r.id AND u.node = p.undo
          AND u.iteration = step_run.iteration AND u.state IN ('succeeded', 'skipped') AND u.port IS NOT NULL)
        AND (p.undo IS NOT NULL OR ${isLeftToAsk})
      ORDER BY step_run.finished_at DESC, step_run.node DESC LIMIT ${MAX_APPLIED}`),
  )
  return rows.rows.map(({ node, iteration }) => ({ node, iteration: parseIteration(iteration) })).reverse()
}
