import type { Database, Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { type AttemptOutcome, attempt, payload, type StepError, type StepState, stepRun } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import { and, eq, inArray, sql } from 'drizzle-orm'
import { loadJson, wholePayload } from '../payloads/load-json.ts'
import type { RunTarget } from './run-target.ts'

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
  /** How long ago its key was first used, by PostgreSQL's clock, as of this look. */
  keyUsedMsAgo: number | null
  waitUntil: Date | null
  error: StepError | null
  releaseRequestedAt: Date | null
  /** Of a scope: when its undo began. */
  undoBegunAt: Date | null
  /** Its input of before, where it may have to be sent again. */
  input: Json | null
  output: Json | null
  /** Outcome of its last attempt: null while that is open, as it stays when a worker dies. */
  lastOutcome: AttemptOutcome | null
  /** How long ago its last attempt began, by the same clock. */
  lastBegunMsAgo: number | null
  /** What is left until it may be tried again, by the same clock; below zero once that is over. */
  nextTryInMs: number | null
}

/** Outputs never change once they are stored, so whoever works on a run may keep them between two looks. */
export type KeptOutputs = { get(payloadId: string): Json | undefined; set(payloadId: string, output: Json): unknown }

/**
 * The steps of a run at the given iterations, with what they were given and what they gave: what a mapping can see,
 * and the checkpoints that keep a repeated activity from touching anything twice.
 */
export async function loadSteps(
  db: Database,
  target: Pick<RunTarget, 'workspaceId' | 'runId'>,
  of: { iterations: string[]; kept?: KeptOutputs },
): Promise<KnownStep[]> {
  const { rows, found, stored } = await inWorkspace(db, target.workspaceId, async (tx) => {
    const steps = await selectSteps(tx, target.runId, of.iterations)
    // A step that succeeded never sends its input again.
    const wanted = steps.flatMap((row) => [row.state === 'succeeded' ? null : row.inputPayloadId, row.outputPayloadId])
    return { rows: steps, ...(await selectPayloads(tx, wanted, of.kept)) }
  })
  for (const { id, ...at } of stored) {
    const json = await loadJson(db, target.workspaceId, at)
    found.set(id, json)
    of.kept?.set(id, json)
  }
  const payloads = (id: string | null): Json | null => (id === null ? null : (found.get(id) ?? null))
  return rows.map(({ inputPayloadId, outputPayloadId, ...row }) => ({
    ...row,
    input: row.state === 'succeeded' ? null : payloads(inputPayloadId),
    output: payloads(outputPayloadId),
  }))
}

const selectSteps = (tx: Queries, runId: string, iterations: string[]) =>
  tx
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
      keyUsedMsAgo: sql<number | null>`(extract(epoch FROM now() - ${stepRun.keyUsedAt}) * 1000)::float8`,
      waitUntil: stepRun.waitUntil,
      error: stepRun.error,
      releaseRequestedAt: stepRun.releaseRequestedAt,
      undoBegunAt: stepRun.undoBegunAt,
      inputPayloadId: stepRun.inputPayloadId,
      outputPayloadId: stepRun.outputPayloadId,
      lastOutcome: attempt.outcome,
      lastBegunMsAgo: sql<number | null>`(extract(epoch FROM now() - ${attempt.startedAt}) * 1000)::float8`,
      nextTryInMs: sql<number | null>`(extract(epoch FROM ${stepRun.nextTryAt} - now()) * 1000)::float8`,
    })
    .from(stepRun)
    .leftJoin(attempt, and(eq(attempt.stepRunId, stepRun.id), eq(attempt.number, stepRun.attempts)))
    .where(and(eq(stepRun.runId, runId), inArray(stepRun.iteration, iterations)))

/** What is known already, and where the rest lies. */
async function selectPayloads(tx: Queries, wanted: (string | null)[], kept?: KeptOutputs) {
  const found = new Map<string, Json | null>()
  const missing = new Set<string>()
  for (const id of wanted) {
    if (id === null) continue
    const known = kept?.get(id)
    if (known === undefined) missing.add(id)
    else found.set(id, known)
  }
  const stored =
    missing.size === 0
      ? []
      : await tx
          .select({ id: payload.id, ...wholePayload })
          .from(payload)
          .where(inArray(payload.id, [...missing]))
  return { found, stored }
}
