import type { Database } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import type { StepError, StepState } from '@patchbay/db/schema'
import { storedJson } from '@patchbay/db/stored-json'
import type { Json } from '@patchbay/flow/json'
import { sql } from 'drizzle-orm'
import { runStateAfter } from './finish-attempt.ts'
import type { RunTarget, StepPlace } from './run-target.ts'

export type StepRecord = {
  place: StepPlace
  kind: string
  state: Extract<StepState, 'succeeded' | 'failed' | 'waiting'>
  port: string | null
  count: number | null
  input: Json | null
  output: Json | null
  notes: string[] | null
  error: StepError | null
  waitUntil: Date | null
  startedAt: Date
}

/**
 * The checkpoint of a step that does nothing outside (branch, filter, set, loop, wait, …), in one statement. False when
 * another epoch owns the run. An action comes here only when its input could not be built: nothing was attempted.
 */
export async function recordStep(db: Database, target: RunTarget, record: StepRecord): Promise<boolean> {
  const { place } = record
  const id = newId()
  const given = record.input === null ? null : storedJson(record.input)
  const made = record.output === null ? null : storedJson(record.output)
  const givenId = given === null ? null : newId()
  const madeId = made === null ? null : newId()
  const result = await inWorkspace(db, target.workspaceId, (tx) =>
    tx.execute<{ id: string }>(sql`
      WITH live AS (
        UPDATE run SET progress_at = now(), starts = 0, state = ${runStateAfter(record.state, id)}
        WHERE id = ${target.runId} AND epoch = ${target.epoch} AND finished_at IS NULL AND cancel_requested_at IS NULL
        RETURNING id
      ), stored AS (
        INSERT INTO payload (id, workspace_id, kind, json, bytes)
        SELECT v.id, ${target.workspaceId}::uuid, v.kind, v.json::jsonb, octet_length(v.json)
        FROM live, (VALUES (${givenId}::uuid, 'input', ${given}::text), (${madeId}::uuid, 'output', ${made}::text)) AS v (id, kind, json)
        WHERE v.id IS NOT NULL
      )
      INSERT INTO step_run (id, workspace_id, run_id, node, step_id, iteration, kind, state, port, count, epoch, attempts,
                            input_payload_id, output_payload_id, notes, error, wait_until, started_at, finished_at)
      SELECT ${id}::uuid, ${target.workspaceId}::uuid, id, ${place.node}, ${place.stepId}, ${place.iteration}, ${record.kind},
             ${record.state}, ${record.port}, ${record.count}::int, ${target.epoch}, ${record.kind === 'action' ? 0 : 1}, ${givenId}::uuid, ${madeId}::uuid,
             ${record.notes === null ? null : storedJson(record.notes)}::jsonb,
             ${record.error === null ? null : storedJson(record.error)}::jsonb,
             ${record.waitUntil === null ? null : record.waitUntil.toISOString()}::timestamptz,
             ${record.startedAt.toISOString()}::timestamptz, CASE WHEN ${record.state !== 'waiting'} THEN now() END
      FROM live
      ON CONFLICT (run_id, node, iteration) DO UPDATE SET
        state = excluded.state, port = excluded.port, count = excluded.count, epoch = excluded.epoch,
        output_payload_id = coalesce(excluded.output_payload_id, step_run.output_payload_id),
        input_payload_id = coalesce(step_run.input_payload_id, excluded.input_payload_id),
        notes = excluded.notes, error = excluded.error, finished_at = excluded.finished_at, release_requested_at = NULL
      RETURNING id`),
  )
  return result.rows.length === 1
}
