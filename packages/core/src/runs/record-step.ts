import type { Database } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { statementsInWorkspace } from '@patchbay/db/in-workspace'
import type { StepError, StepState } from '@patchbay/db/schema'
import { storedJson } from '@patchbay/db/stored-json'
import type { Json } from '@patchbay/flow/json'
import { type SQL, sql } from 'drizzle-orm'
import { type KeptPayload, keepPayload } from '../payloads/keep-payload.ts'
import { lockRun } from './lock-run.ts'
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
  /** Of a container: how it came out, or a pass of it, over what it gave when it began. */
  settles?: true
}

/**
 * The checkpoint of a step that does nothing outside (branch, filter, set, loop, wait, …). False when another epoch owns
 * the run. An action comes here only when its input could not be built: nothing was attempted.
 */
export const recordStep = (db: Database, target: RunTarget, record: StepRecord): Promise<boolean> =>
  recordSteps(db, target, { records: [record] })

/**
 * The same for several in one transaction, with what is to be written `alongside`, which must ask for itself whether the
 * epoch still owns the run. All of them, or none.
 */
export async function recordSteps(
  db: Database,
  target: RunTarget,
  of: { records: StepRecord[]; alongside?: SQL[] },
): Promise<boolean> {
  const steps = await prepareSteps(db, target, of.records)
  const statements = [lockRun(target.runId), ...steps, ...(of.alongside ?? [])]
  const [, ...results] = await statementsInWorkspace(db, target.workspaceId, statements)
  return results.slice(0, steps.length).every((rows) => rows.length > 0)
}

/**
 * Statements for a transaction that begins with `lockRun`; none writes anything when another epoch owns the run. To be
 * called before that transaction: a large value is stored at once, through queries of its own.
 */
export const prepareSteps = (db: Database, target: RunTarget, records: StepRecord[]): Promise<SQL[]> =>
  Promise.all(inRounds(records).map((round) => statementOf(db, target, round)))

/** One statement writes each step once; a step that has come to several states in a row takes several. */
function inRounds(records: StepRecord[]): StepRecord[][] {
  const rounds: StepRecord[][] = []
  const seen = new Map<string, number>()
  for (const record of records) {
    const key = `${record.place.node}/${record.place.iteration}`
    const round = seen.get(key) ?? 0
    seen.set(key, round + 1)
    const list = rounds[round]
    if (list) list.push(record)
    else rounds.push([record])
  }
  return rounds
}

async function statementOf(db: Database, target: RunTarget, records: StepRecord[]): Promise<SQL> {
  const rows = await Promise.all(records.map((record) => rowOf(db, target, record)))
  const isOne = sql`EXISTS (SELECT 1 FROM record r WHERE r.node = s.node AND r.iteration = s.iteration)`
  return sql`
      WITH record AS MATERIALIZED (
        -- A twin, frozen for a while, comes late: what is over stays as it is. Only how a container came out is written
        -- over what it gave at first, and no pass over the last. What a cancel cut off is not over: whoever was at it then
        -- is of another epoch.
        SELECT r.* FROM jsonb_to_recordset(${`[${rows.join()}]`}::jsonb) AS r (
          id uuid, node int, step_id text, iteration text, kind text, state text, port text, count int, attempts int,
          notes jsonb, error jsonb, wait_until timestamptz, started_at timestamptz, is_over boolean,
          question_id uuid, question_kind text, question text, settles boolean,
          given_id uuid, given_json jsonb, given_blob uuid, given_preview jsonb, given_bytes int,
          made_id uuid, made_json jsonb, made_blob uuid, made_preview jsonb, made_bytes int)
        WHERE NOT EXISTS (
          SELECT 1 FROM step_run s WHERE s.run_id = ${target.runId} AND s.node = r.node AND s.iteration = r.iteration
            AND (s.state IN ('succeeded', 'failed') OR (s.state = 'skipped' AND s.port IS NOT NULL))
            AND NOT (r.settles AND (coalesce(s.port, '') IN ('again', 'error') OR coalesce(r.port, '') <> 'again')))
      ), live AS (
        UPDATE run SET progress_at = now(), starts = 0, failing_since = NULL,
          state = CASE WHEN EXISTS (SELECT 1 FROM record) THEN ${runStateAfter(PRESSING_RECORD, isOne)} ELSE state END
        WHERE id = ${target.runId} AND epoch = ${target.epoch} AND finished_at IS NULL AND cancel_requested_at IS NULL
        RETURNING id, workspace_id
      ), known AS (
        SELECT s.node, s.iteration, s.input_payload_id, s.output_payload_id
        FROM step_run s JOIN record r ON r.node = s.node AND r.iteration = s.iteration WHERE s.run_id = ${target.runId}
      ), replaced AS (
        DELETE FROM payload p USING live, known k JOIN record r ON r.node = k.node AND r.iteration = k.iteration
        WHERE r.settles AND r.made_id IS NOT NULL AND p.id = k.output_payload_id
          AND NOT EXISTS (SELECT 1 FROM step_history h WHERE h.run_id = live.id AND h.output_payload_id = p.id)
      ), stored AS (
        INSERT INTO payload (id, workspace_id, kind, json, blob_id, preview, bytes)
        SELECT r.given_id, live.workspace_id, 'input', r.given_json, r.given_blob, r.given_preview, r.given_bytes
        FROM live, record r WHERE r.given_id IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM known k
            WHERE k.node = r.node AND k.iteration = r.iteration AND k.input_payload_id IS NOT NULL)
        UNION ALL
        SELECT r.made_id, live.workspace_id, 'output', r.made_json, r.made_blob, r.made_preview, r.made_bytes
        FROM live, record r WHERE r.made_id IS NOT NULL
      ), step AS (
      INSERT INTO step_run (id, workspace_id, run_id, node, step_id, iteration, kind, state, port, count, epoch, attempts,
                            input_payload_id, output_payload_id, notes, error, wait_until, started_at, finished_at)
      SELECT r.id, live.workspace_id, live.id, r.node, r.step_id, r.iteration, r.kind, r.state, r.port, r.count,
             ${target.epoch}::int, r.attempts, r.given_id, r.made_id, r.notes, r.error, r.wait_until, r.started_at,
             CASE WHEN r.is_over THEN now() END
      FROM live, record r
      ON CONFLICT (run_id, node, iteration) DO UPDATE SET
        state = excluded.state, port = excluded.port, count = excluded.count, epoch = excluded.epoch,
        output_payload_id = coalesce(excluded.output_payload_id, step_run.output_payload_id),
        input_payload_id = coalesce(step_run.input_payload_id, excluded.input_payload_id),
        wait_until = coalesce(step_run.wait_until, excluded.wait_until),
        notes = excluded.notes, error = excluded.error, finished_at = excluded.finished_at,
        -- Whoever looked at what it waited for has said what they had heard.
        release_requested_at = CASE WHEN excluded.kind IN ('approval', 'event', 'subflow') THEN step_run.release_requested_at END
      RETURNING id, workspace_id, run_id, node, iteration
      ), asked AS (
        INSERT INTO decision (id, workspace_id, run_id, step_run_id, kind, question)
        SELECT r.question_id, step.workspace_id, step.run_id, step.id, r.question_kind, r.question
        FROM step JOIN record r ON r.node = step.node AND r.iteration = step.iteration
        WHERE r.question IS NOT NULL
        ON CONFLICT DO NOTHING
      )
      SELECT id FROM live`
}

/** The record as JSON, its values as they are to be stored. */
async function rowOf(db: Database, target: RunTarget, record: StepRecord): Promise<string> {
  const given = record.input === null ? null : await keepPayload(db, target.workspaceId, record.input)
  const made = record.output === null ? null : await keepPayload(db, target.workspaceId, record.output)
  const { place, question } = record
  const row = storedJson({
    id: newId(),
    node: place.node,
    step_id: place.stepId,
    iteration: place.iteration,
    kind: record.kind,
    state: record.state,
    port: record.port,
    count: record.count,
    attempts: record.kind === 'action' ? 0 : 1,
    notes: record.notes,
    error: record.error,
    wait_until: record.waitUntil,
    started_at: record.startedAt,
    is_over: record.state === 'succeeded' || record.state === 'failed',
    question_id: question ? newId() : null,
    question_kind: question?.kind ?? null,
    question: question?.text ?? null,
    settles: record.settles ?? false,
  })
  // What is JSON already goes in as it is.
  return `${row.slice(0, -1)}${payloadOf('given', given)}${payloadOf('made', made)}}`
}

const payloadOf = (name: 'given' | 'made', kept: KeptPayload | null): string => {
  if (kept === null) return ''
  const { id, blobId, bytes } = kept
  const text = JSON.stringify({ [`${name}_id`]: id, [`${name}_blob`]: blobId, [`${name}_bytes`]: bytes })
  return `,${text.slice(1, -1)},"${name}_json":${kept.json ?? 'null'},"${name}_preview":${kept.preview ?? 'null'}`
}

/** The most pressing state among those that are written. */
const PRESSING_RECORD: SQL = sql`(SELECT CASE WHEN bool_or(r.state = 'needs_attention') THEN 'needs_attention'
  WHEN bool_or(r.state = 'waiting') THEN 'waiting' ELSE 'running' END FROM record r)`
