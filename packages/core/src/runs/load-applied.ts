import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import type { ControlNode } from '@patchbay/flow/plan'
import { sql } from 'drizzle-orm'
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
      SELECT s.node, s.iteration
      FROM jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) AS p (node int, undo int)
      JOIN run r ON r.id = ${target.runId} AND r.epoch = ${target.epoch} AND r.finished_at IS NULL AND r.cancel_requested_at IS NULL
      JOIN step_run s ON s.run_id = r.id AND s.node = p.node
      WHERE s.state = 'succeeded' AND s.error IS NULL
        AND NOT EXISTS (SELECT 1 FROM step_run u WHERE u.run_id = s.run_id AND u.node = p.undo AND u.iteration = s.iteration
          AND u.state IN ('succeeded', 'skipped') AND u.port IS NOT NULL)
        AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.step_run_id = s.id AND d.kind = 'undo' AND d.state = 'decided'
          AND d.asked_at >= s.finished_at)
      ORDER BY s.finished_at DESC, s.node DESC LIMIT ${MAX_APPLIED}`),
  )
  return rows.rows.map(({ node, iteration }) => ({ node, iteration: parseIteration(iteration) })).reverse()
}
