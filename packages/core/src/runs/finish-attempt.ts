import type { Database } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { statementsInWorkspace } from '@patchbay/db/in-workspace'
import { persevere } from '@patchbay/db/persevere'
import type { AttemptOutcome, StepError, StepState } from '@patchbay/db/schema'
import { isAway, StoreError } from '@patchbay/db/store-error'
import { storedJson } from '@patchbay/db/stored-json'
import type { Json, JsonObject } from '@patchbay/flow/json'
import { type SQL, sql } from 'drizzle-orm'
import { type KeptPayload, keepPayload } from '../payloads/keep-payload.ts'
import type { BegunAttempt } from './begin-attempt.ts'
import { lockRun } from './lock-run.ts'
import type { Question } from './question.ts'
import { runStateAfter } from './run-state-after.ts'
import type { RunTarget } from './run-target.ts'

export type LogEntry = {
  at: Date
  level: 'debug' | 'info' | 'warn' | 'error'
  message: string
  data: JsonObject | null
}

export type AttemptEnd = {
  outcome: AttemptOutcome
  error: StepError | null
  log: LogEntry[]
  step: {
    state: StepState
    port: string | null
    output: Json | null
    notes: string[] | null
    /** The next attempt's generation. */
    generation: number
    /** True while nobody knows whether an attempt of this generation was applied. */
    unresolved: boolean
    nextTryAt: Date | null
    /** Puts it before a person. */
    question: Question | null
  }
}

/**
 * Writes down what became of an attempt, as checkpoint, log and outcome in one statement. `late`: a newer attempt had
 * taken over, so only this attempt's own row was filled in. An attempt that ends after its run was cancelled or taken
 * over is written down all the same: what was applied outside is a fact.
 *
 * The call went through, and its answer is held here alone: lost, it would leave an effect that nobody knows of. So it is
 * not given up because PostgreSQL, or the store of large values, is away for a moment.
 */
export async function finishAttempt(
  db: Database,
  target: RunTarget,
  attempt: BegunAttempt,
  end: AttemptEnd,
): Promise<'applied' | 'late'> {
  const { patience } = attempt
  const { output } = end.step
  const kept =
    output === null ? null : await persevere(patience, storeMayCome, () => keepPayload(db, target.workspaceId, output))
  const writing = { target, attempt, end, kept }
  return persevere(patience, isAway, async (again) => {
    const results = await statementsInWorkspace<{ applied: number }>(db, target.workspaceId, [
      lockRun(target.runId),
      again ? writtenAgain(writing) : written(writing, NOT_TRIED_BEFORE),
    ])
    return results.at(-1)?.[0]?.applied === 1 ? 'applied' : 'late'
  })
}

/** Whatever the store of large values has: it says nothing that could be told from an outage. */
const storeMayCome = (error: unknown): boolean => !(error instanceof StoreError) || isAway(error)

type Writing = { target: RunTarget; attempt: BegunAttempt; end: AttemptEnd; kept: KeptPayload | null }

const NOT_TRIED_BEFORE = sql`SELECT false AS stands WHERE false`

/**
 * The commit may have taken effect though nobody heard of it: then nothing is written a second time, neither its log nor
 * a question that somebody may have answered since, and whether it counts is read from what stands there now.
 */
const writtenAgain = (writing: Writing): SQL => {
  const { attempt, end, kept } = writing
  // One that came late has not become the attempt's outcome: what it gave tells.
  const given = sql`s.output_payload_id = ${kept?.id ?? null}::uuid`
  return written(
    writing,
    sql`SELECT (s.state = ${end.step.state} AND s.attempts = ${attempt.number}) OR ${given} AS stands
        FROM attempt a JOIN step_run s ON s.id = a.step_run_id
        WHERE a.step_run_id = ${attempt.stepRunId} AND a.number = ${attempt.number} AND (a.outcome = ${end.outcome} OR ${given})`,
  )
}

function written({ target, attempt, end, kept }: Writing, before: SQL): SQL {
  const outputId = kept?.id ?? null
  const ended = end.step.state !== 'retrying' && end.step.state !== 'needs_attention'
  const asks = end.step.state === 'needs_attention'
  return sql`
      WITH before AS (${before}), over AS (
        SELECT id FROM run WHERE id = ${target.runId} AND finished_at IS NOT NULL
      ), tried AS (
        UPDATE attempt SET finished_at = now(), outcome = ${end.outcome}, error = ${jsonb(end.error)}
        WHERE step_run_id = ${attempt.stepRunId} AND number = ${attempt.number} AND outcome IS NULL
      ), step AS (
        UPDATE step_run SET port = ${end.step.port}, output_payload_id = ${outputId}::uuid,
          error = ${jsonb(end.error)}, notes = ${jsonb(end.step.notes)}, generation = ${end.step.generation},
          sent_at = CASE WHEN ${end.step.unresolved} THEN sent_at END, next_try_at = ${byItsClock(end.step.nextTryAt)},
          -- Of an ended run nothing is tried again and nobody is asked.
          state = CASE WHEN ${!ended} AND EXISTS (SELECT 1 FROM over) THEN 'cancelled' ELSE ${end.step.state} END,
          finished_at = CASE WHEN ${ended} OR EXISTS (SELECT 1 FROM over) THEN now() END,
          -- The answer of a frozen worker came after all: what waits for a person's answer needs it no more.
          release_requested_at = CASE WHEN state = 'needs_attention' AND ${!asks} THEN now() ELSE release_requested_at END
        WHERE id = ${attempt.stepRunId} AND attempts = ${attempt.number} AND state IN ('running', 'cancelled', 'retrying', 'needs_attention')
          -- A person has had it sent again: of the generation before only that it was applied still counts.
          AND (generation = ${attempt.generation} OR ${end.outcome} = 'succeeded')
          AND NOT EXISTS (SELECT 1 FROM before)
        RETURNING id, run_id, workspace_id
      ), given AS (
        INSERT INTO payload (id, workspace_id, kind, json, blob_id, preview, bytes)
        SELECT ${outputId}::uuid, workspace_id, 'output', ${kept?.json ?? null}::jsonb, ${kept?.blobId ?? null}::uuid,
               ${kept?.preview ?? null}::jsonb, ${kept?.bytes ?? 0}::int
        FROM step WHERE ${outputId}::uuid IS NOT NULL
      ), asked AS (
        INSERT INTO decision (id, workspace_id, run_id, step_run_id, kind, question)
        SELECT ${newId()}::uuid, workspace_id, run_id, id, ${end.step.question?.kind ?? null}::text, ${end.step.question?.text ?? null}::text
        FROM step WHERE ${end.step.question?.text ?? null}::text IS NOT NULL AND NOT EXISTS (SELECT 1 FROM over)
        ON CONFLICT DO NOTHING
      ), withdrawn AS (
        UPDATE decision SET state = 'withdrawn', decided_at = now()
        WHERE step_run_id IN (SELECT id FROM step) AND state = 'open' AND ${!asks}
      ), ${logInsert(target, attempt, end.log)}, moved AS (
        UPDATE run SET progress_at = now(), starts = 0, failing_since = NULL, state = ${runStateAfter(end.step.state, attempt.stepRunId)}
        WHERE id = ${target.runId} AND epoch = ${target.epoch} AND finished_at IS NULL AND EXISTS (SELECT 1 FROM step)
      )
      SELECT (SELECT count(*) FROM step)::int + (SELECT count(*) FROM before WHERE stands)::int AS applied`
}

const logInsert = (target: RunTarget, attempt: BegunAttempt, log: LogEntry[]): SQL => {
  const lines = storedJson(log.map((entry) => ({ ...entry, at: entry.at.toISOString() })))
  return sql`lines AS (
    INSERT INTO step_log (workspace_id, run_id, step_run_id, attempt, at, level, message, data)
    SELECT ${target.workspaceId}::uuid, ${target.runId}::uuid, ${attempt.stepRunId}::uuid, ${attempt.number},
           l.at, l.level, l.message, l.data
    FROM jsonb_to_recordset(${lines}::jsonb) AS l (at timestamptz, level text, message text, data jsonb)
    WHERE NOT EXISTS (SELECT 1 FROM before)
  )`
}

const jsonb = (value: unknown): SQL => sql`${value === null ? null : storedJson(value)}::jsonb`
/** Whoever asks later how much of it is left may have another clock than this process: PostgreSQL's counts for both. */
const byItsClock = (at: Date | null): SQL =>
  sql`now() + ${at === null ? null : at.getTime() - Date.now()}::float8 * interval '1 ms'`
