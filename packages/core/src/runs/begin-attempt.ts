import type { Effect } from '@patchbay/connector-sdk/manifest'
import type { Database } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { statementsInWorkspace } from '@patchbay/db/in-workspace'
import type { Patience } from '@patchbay/db/persevere'
import type { Json } from '@patchbay/flow/json'
import { sql } from 'drizzle-orm'
import { keepPayload } from '../payloads/keep-payload.ts'
import { lockRun } from './lock-run.ts'
import { patienceOfCall } from './patience.ts'
import { prepareSteps, type StepRecord } from './record-step.ts'
import type { RunTarget, StepPlace } from './run-target.ts'

export type AttemptToBegin = {
  place: StepPlace
  kind: string
  effect: Effect
  connectionId: string | null
  /** Null when an earlier attempt has already stored it: that one is sent again. */
  newInput: Json | null
  /** Of a new input: what was left out of it, in words. */
  inputNotes?: readonly string[]
  generation: number
  idempotencyKey: string
  /** Attempts made so far, as this caller read it: a twin that read the same loses. */
  attemptsSoFar: number
  /** Steps that were worked out before it and are not written down yet. */
  earlier?: StepRecord[]
}

type Begun = { id: string; attempts: number }

export type BegunAttempt = {
  stepRunId: string
  number: number
  generation: number
  /** With which what comes of it is written down. */
  patience: Patience
}

/**
 * The intent: in one statement, before the first byte goes out, the step run holds what will be sent, under which key,
 * when, and by which epoch. Null when another epoch owns the run, the run has ended or is being cancelled, or a twin
 * of this attempt was faster: then nothing may be sent.
 *
 * The lock on the run makes this and a cancel or a take-over go one after the other.
 */
export async function beginAttempt(
  db: Database,
  target: RunTarget,
  attempt: AttemptToBegin,
): Promise<BegunAttempt | null> {
  const { place } = attempt
  const kept = attempt.newInput === null ? null : await keepPayload(db, target.workspaceId, attempt.newInput)
  const inputId = kept?.id ?? null
  const inputNotes = attempt.inputNotes?.length ? JSON.stringify(attempt.inputNotes) : null
  const writes = attempt.effect !== 'read' && attempt.effect !== 'pure'
  const earlier = await prepareSteps(db, target, attempt.earlier ?? [])
  const intent = sql`
      WITH live AS (
        SELECT id FROM run
        WHERE id = ${target.runId} AND epoch = ${target.epoch} AND finished_at IS NULL AND cancel_requested_at IS NULL
      ), known AS (
        SELECT * FROM step_run s
        WHERE s.run_id = ${target.runId} AND s.node = ${place.node} AND s.iteration = ${place.iteration}
      ), sent AS (
        INSERT INTO payload (id, workspace_id, kind, json, blob_id, preview, bytes)
        SELECT ${inputId}::uuid, ${target.workspaceId}::uuid, 'input', ${kept?.json ?? null}::jsonb, ${kept?.blobId ?? null}::uuid,
               ${kept?.preview ?? null}::jsonb, ${kept?.bytes ?? 0}::int
        FROM live WHERE ${inputId}::uuid IS NOT NULL
          -- A twin has stored it.
          AND NOT EXISTS (SELECT 1 FROM known k WHERE k.input_payload_id IS NOT NULL
            OR k.attempts <> ${attempt.attemptsSoFar} OR k.state = 'succeeded')
      ), step AS (
        INSERT INTO step_run (id, workspace_id, run_id, node, step_id, iteration, kind, effect, state, epoch, generation,
                              attempts, idempotency_key, input_payload_id, input_notes, connection_id, sent_at, key_used_at)
        SELECT ${newId()}::uuid, ${target.workspaceId}::uuid, id, ${place.node}, ${place.stepId}, ${place.iteration},
               ${attempt.kind}, ${attempt.effect}, 'running', ${target.epoch}, ${attempt.generation}, 1,
               ${attempt.idempotencyKey}, ${inputId}::uuid, ${inputNotes}::jsonb, ${attempt.connectionId}::uuid,
               CASE WHEN ${writes} THEN now() END, now()
        FROM live WHERE ${attempt.attemptsSoFar}::int = 0 OR EXISTS (SELECT 1 FROM known)
        ON CONFLICT (run_id, node, iteration) DO UPDATE SET
          state = 'running', epoch = excluded.epoch, generation = excluded.generation, attempts = step_run.attempts + 1,
          key_used_at = CASE WHEN step_run.idempotency_key = excluded.idempotency_key THEN step_run.key_used_at ELSE now() END,
          idempotency_key = excluded.idempotency_key,
          input_notes = CASE WHEN step_run.input_payload_id IS NULL THEN excluded.input_notes ELSE step_run.input_notes END,
          input_payload_id = coalesce(step_run.input_payload_id, excluded.input_payload_id),
          connection_id = excluded.connection_id, sent_at = coalesce(step_run.sent_at, excluded.sent_at),
          error = NULL, next_try_at = NULL, finished_at = NULL, release_requested_at = NULL
        WHERE step_run.attempts = ${attempt.attemptsSoFar} AND step_run.state <> 'succeeded'
        RETURNING id, attempts, generation
      ), tried AS (
        INSERT INTO attempt (id, workspace_id, run_id, step_run_id, number, generation, epoch)
        SELECT ${newId()}::uuid, ${target.workspaceId}::uuid, ${target.runId}::uuid, id, attempts, generation, ${target.epoch}
        FROM step
      )
      SELECT id, attempts FROM step`
  const statements = [lockRun(target.runId), ...earlier, intent]
  // A read that was written down in vain is made again; a write must never be forgotten.
  const results = await statementsInWorkspace<Begun>(db, target.workspaceId, statements, { durable: writes })
  const row = results.at(-1)?.[0]
  if (row === undefined) return null
  return { stepRunId: row.id, number: row.attempts, generation: attempt.generation, patience: patienceOfCall() }
}
