import type { Database } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { sql } from 'drizzle-orm'
import { type RunEnd, skippedJson } from './finish-run.ts'
import type { RunTarget } from './run-target.ts'

/** Steps that will never run, of a run that goes on. Nothing when another epoch owns it. */
export async function recordSkipped(db: Database, target: RunTarget, skipped: RunEnd['skipped']): Promise<void> {
  await inWorkspace(db, target.workspaceId, (tx) =>
    tx.execute(sql`
      INSERT INTO step_run (id, workspace_id, run_id, node, step_id, iteration, kind, state, epoch, finished_at)
      SELECT gen_random_uuid(), r.workspace_id, r.id, p.node, p.step_id, p.iteration, p.kind, 'skipped', r.epoch, now()
      FROM run r, jsonb_to_recordset(${skippedJson(skipped)}::jsonb) AS p (node int, step_id text, iteration text, kind text)
      WHERE r.id = ${target.runId} AND r.epoch = ${target.epoch} AND r.finished_at IS NULL
      ON CONFLICT DO NOTHING`),
  )
}
