import type { Queries } from '@patchbay/db/database'
import { type AttemptOutcome, attempt, payload, type StepError, type StepState, stepRun } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import { and, eq, inArray, sql } from 'drizzle-orm'

/** A step run as the engine finds it before it acts. */
export type KnownStep = {
  id: string
  node: number
  iteration: string
  state: StepState
  port: string | null
  count: number | null
  generation: number
  attempts: number
  roundFrom: number
  idempotencyKey: string | null
  sentAt: Date | null
  keyUsedAt: Date | null
  waitUntil: Date | null
  error: StepError | null
  releaseRequestedAt: Date | null
  input: Json | null
  output: Json | null
  /** Outcome of its last attempt: null while that is open, as it stays when a worker dies. */
  lastOutcome: AttemptOutcome | null
}

/**
 * The steps of a run at the given iterations, with what they were given and what they gave: what a mapping can see,
 * and the checkpoints that keep a repeated activity from touching anything twice.
 */
export async function loadSteps(tx: Queries, runId: string, iterations: string[]): Promise<KnownStep[]> {
  return tx
    .select({
      id: stepRun.id,
      node: stepRun.node,
      iteration: stepRun.iteration,
      state: stepRun.state,
      port: stepRun.port,
      count: stepRun.count,
      generation: stepRun.generation,
      attempts: stepRun.attempts,
      roundFrom: stepRun.roundFrom,
      idempotencyKey: stepRun.idempotencyKey,
      sentAt: stepRun.sentAt,
      keyUsedAt: stepRun.keyUsedAt,
      waitUntil: stepRun.waitUntil,
      error: stepRun.error,
      releaseRequestedAt: stepRun.releaseRequestedAt,
      // A step that succeeded never sends its input again.
      input: sql<Json | null>`CASE WHEN ${stepRun.state} <> 'succeeded' THEN (SELECT p.json FROM payload p WHERE p.id = ${stepRun.inputPayloadId}) END`,
      output: payload.json,
      lastOutcome: attempt.outcome,
    })
    .from(stepRun)
    .leftJoin(payload, eq(payload.id, stepRun.outputPayloadId))
    .leftJoin(attempt, and(eq(attempt.stepRunId, stepRun.id), eq(attempt.number, stepRun.attempts)))
    .where(and(eq(stepRun.runId, runId), inArray(stepRun.iteration, iterations)))
}
