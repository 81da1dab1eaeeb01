import type { Database, Queries } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import type { StepError, StepState } from '@patchbay/db/schema'
import { storedJson } from '@patchbay/db/stored-json'
import type { Json } from '@patchbay/flow/json'
import { type SQL, sql } from 'drizzle-orm'
import { type KeptPayload, keepPayload } from '../payloads/keep-payload.ts'
import type { Question } from './question.ts'
import { runStateAfter } from './run-state-after.ts'
import type { RunTarget, StepPlace } from './run-target.ts'

export type StepRecord = {
  place: StepPlace
  kind: string
  state: Extract<StepState, 'succeeded' | 'failed' | 'waiting' | 'needs_attention'>
  port: string | null
  count: number | null
  input: Json | null
  output: Json | null
  notes: string[] | null
  error: StepError | null
  waitUntil: Date | null
  startedAt: Date
  /** With `needs_attention`: what a person is asked. */
  question?: Question
}

/**
 * The checkpoint of a step that does nothing outside (branch, filter, set, loop, wait, …). False when another epoch owns
 * the run. An action comes here only when its input could not be built: nothing was attempted.
 */
export const recordStep = (db: Database, target: RunTarget, record: StepRecord): Promise<boolean> =>
  recordSteps(db, target, { records: [record] })

/** The same for several in one transaction, with what `alongside` writes. All of them, or none. */
export async function recordSteps(
  db: Database,
  target: RunTarget,
  of: { records: StepRecord[]; alongside?: (tx: Queries) => Promise<unknown> },
): Promise<boolean> {
  const statements = await prepareSteps(db, target, of.records)
  return inWorkspace(db, target.workspaceId, async (tx) => {
    const recorded = await executeSteps(tx, statements)
    if (recorded) await of.alongside?.(tx)
    return recorded
  })
}

/** To be called before the transaction that executes them: a large value is stored at once, through queries of its own. */
export const prepareSteps = (db: Database, target: RunTarget, records: StepRecord[]): Promise<SQL[]> =>
  Promise.all(records.map((record) => statementOf(db, target, record)))

/** False when another epoch owns the run: then nothing was written. */
export async function executeSteps(tx: Queries, statements: SQL[]): Promise<boolean> {
  for (const statement of statements) {
    if ((await tx.execute<{ id: string }>(statement)).rows.length === 0) return false
  }
  return true
}

async function statementOf(db: Database, target: RunTarget, record: StepRecord): Promise<SQL> {
  const { place } = record
  const id = newId()
  const given = record.input === null ? null : await keepPayload(db, target.workspaceId, record.input)
  const made = record.output === null ? null : await keepPayload(db, target.workspaceId, record.output)
  const givenId = given?.id ?? null
  const madeId = made?.id ?? null
  const row = (kept: KeptPayload | null, kind: string) =>
    sql`(${kept?.id ?? null}::uuid, ${kind}, ${kept?.json ?? null}::jsonb, ${kept?.blobId ?? null}::uuid, ${kept?.preview ?? null}::jsonb, ${kept?.bytes ?? 0}::int)`
  return sql`
      WITH live AS (
        UPDATE run SET progress_at = now(), starts = 0, state = ${runStateAfter(record.state, sql`s.node = ${place.node} AND s.iteration = ${place.iteration}`)}
        WHERE id = ${target.runId} AND epoch = ${target.epoch} AND finished_at IS NULL AND cancel_requested_at IS NULL
        RETURNING id
      ), stored AS (
        INSERT INTO payload (id, workspace_id, kind, json, blob_id, preview, bytes)
        SELECT v.id, ${target.workspaceId}::uuid, v.kind, v.json, v.blob_id, v.preview, v.bytes
        FROM live, (VALUES ${row(given, 'input')}, ${row(made, 'output')}) AS v (id, kind, json, blob_id, preview, bytes)
        WHERE v.id IS NOT NULL
      ), step AS (
      INSERT INTO step_run (id, workspace_id, run_id, node, step_id, iteration, kind, state, port, count, epoch, attempts,
                            input_payload_id, output_payload_id, notes, error, wait_until, started_at, finished_at)
      SELECT ${id}::uuid, ${target.workspaceId}::uuid, id, ${place.node}, ${place.stepId}, ${place.iteration}, ${record.kind},
             ${record.state}, ${record.port}, ${record.count}::int, ${target.epoch}, ${record.kind === 'action' ? 0 : 1}, ${givenId}::uuid, ${madeId}::uuid,
             ${record.notes === null ? null : storedJson(record.notes)}::jsonb,
             ${record.error === null ? null : storedJson(record.error)}::jsonb,
             ${record.waitUntil === null ? null : record.waitUntil.toISOString()}::timestamptz,
             ${record.startedAt.toISOString()}::timestamptz, CASE WHEN ${isOver(record)} THEN now() END
      FROM live
      ON CONFLICT (run_id, node, iteration) DO UPDATE SET
        state = excluded.state, port = excluded.port, count = excluded.count, epoch = excluded.epoch,
        output_payload_id = coalesce(excluded.output_payload_id, step_run.output_payload_id),
        input_payload_id = coalesce(step_run.input_payload_id, excluded.input_payload_id),
        notes = excluded.notes, error = excluded.error, finished_at = excluded.finished_at, release_requested_at = NULL
      RETURNING id
      ), asked AS (
        INSERT INTO decision (id, workspace_id, run_id, step_run_id, kind, question)
        SELECT ${newId()}::uuid, ${target.workspaceId}::uuid, ${target.runId}::uuid, id, ${record.question?.kind ?? null}::text,
               ${record.question?.text ?? null}::text
        FROM step WHERE ${record.question?.text ?? null}::text IS NOT NULL
        ON CONFLICT DO NOTHING
      )
      SELECT id FROM step`
}

const isOver = ({ state }: StepRecord): boolean => state !== 'waiting' && state !== 'needs_attention'
