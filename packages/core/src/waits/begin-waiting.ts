import type { Queries } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { payload, run, type StepError, type StepState, stepRun } from '@patchbay/db/schema'
import type { Json } from '@patchbay/flow/json'
import { type AnyColumn, and, eq, type SQL, sql } from 'drizzle-orm'
import { forgetRelease, type Heard } from '../runs/forget-release.ts'
import { isOwned } from '../runs/is-current.ts'
import { runStateAfter } from '../runs/run-state-after.ts'
import type { RunTarget, StepPlace } from '../runs/run-target.ts'

export type WaitToBegin = {
  place: StepPlace
  kind: 'event' | 'approval' | 'subflow'
  /** Null: for as long as it takes. By PostgreSQL's clock, from the beginning of the transaction. */
  forMs: number | null
  /** What it waits for, for the person who looks. */
  input: Json
  /** The same, kept before: of what may be too large for a row. */
  kept?: typeof payload.$inferInsert & { id: string }
  notes?: string[]
  /** What was left out of the input, in words. */
  inputNotes?: readonly string[]
  /** Of a sub-flow: which of its calls it is. */
  generation?: number
}

/** One moment for all that a transaction writes: whoever judges it later may have another clock than this process. */
export const msFromNow = (ms: number): SQL => sql`now() + ${ms}::float8 * interval '1 ms'`

/** What is left until then, by the same clock; up to the next millisecond, so that nobody comes before it. */
export const msLeftUntil = (moment: AnyColumn): SQL<number> =>
  sql<number>`ceil(extract(epoch FROM ${moment} - now()) * 1000)::float8`

/**
 * Puts a step on hold, in the transaction that also writes down what it waits for: neither is there without the other.
 * Null when another epoch owns the run.
 */
export async function beginWaiting(
  tx: Queries,
  target: RunTarget,
  wait: WaitToBegin,
): Promise<{ stepRunId: string } | null> {
  const { place } = wait
  const [before] = await tx
    .select({ id: stepRun.id, inputPayloadId: stepRun.inputPayloadId })
    .from(stepRun)
    .where(and(eq(stepRun.runId, target.runId), eq(stepRun.node, place.node), eq(stepRun.iteration, place.iteration)))
  const stepRunId = before?.id ?? newId()
  // Held until the end of the transaction: from here on nobody raises the epoch.
  const owned = await tx
    .update(run)
    .set({ progressAt: sql`now()`, starts: 0, state: runStateAfter('waiting', stepRunId) })
    .where(isOwned(target))
    .returning({ id: run.id })
  if (owned.length === 0) return null
  const bytes = Buffer.byteLength(JSON.stringify(wait.input))
  const { workspaceId } = target
  const stored = wait.kept ?? { id: newId(), workspaceId, kind: 'input' as const, json: wait.input, bytes }
  const { id: inputPayloadId } = stored
  await tx.insert(payload).values(stored)
  const values = {
    state: 'waiting' as const,
    epoch: target.epoch,
    attempts: 1,
    inputPayloadId,
    port: null,
    error: null,
    notes: wait.notes ?? null,
    inputNotes: wait.inputNotes?.length ? [...wait.inputNotes] : null,
    waitUntil: wait.forMs === null ? null : msFromNow(wait.forMs),
    finishedAt: null,
    releaseRequestedAt: null,
    ...(wait.generation === undefined ? {} : { generation: wait.generation }),
  }
  await tx
    .insert(stepRun)
    .values({
      id: stepRunId,
      workspaceId: target.workspaceId,
      runId: target.runId,
      node: place.node,
      stepId: place.stepId,
      iteration: place.iteration,
      kind: wait.kind,
      ...values,
    })
    .onConflictDoUpdate({ target: stepRun.id, set: values })
  if (before?.inputPayloadId) await tx.delete(payload).where(eq(payload.id, before.inputPayloadId))
  return { stepRunId }
}

/** `inputPayloadId`: not null from when it first waited. */
type LockedStep = {
  id: string
  state: StepState
  port: string | null
  error: StepError | null
  inputPayloadId: string | null
  /** This epoch went on without it. */
  isLeft: boolean
}

/**
 * Somebody else got through with it since the caller read it. What is over stays as it is: to put it back to waiting would
 * ask, or call, a second time. The checkpoint says what came of it.
 */
export const isOver = (step: Pick<LockedStep, 'state' | 'port' | 'isLeft'> | null): boolean =>
  step !== null &&
  (step.isLeft ||
    step.state === 'succeeded' ||
    step.state === 'failed' ||
    (step.state === 'skipped' && step.port !== null))

/**
 * How a step stands, read once nobody else can begin it at the same time: an activity that was taken to be lost may still
 * be at it. `step` null: it has not begun, or is to be done again from nothing. Null when another epoch owns the run.
 */
export async function lockStep(
  tx: Queries,
  target: RunTarget,
  place: StepPlace,
): Promise<{ depth: number; step: LockedStep | null } | null> {
  const [owned] = await tx.select({ depth: run.depth }).from(run).where(isOwned(target)).for('update')
  if (owned === undefined) return null
  const [step] = await tx
    .select({
      id: stepRun.id,
      state: stepRun.state,
      port: stepRun.port,
      error: stepRun.error,
      inputPayloadId: stepRun.inputPayloadId,
      isLeft: sql<boolean>`${stepRun.state} = 'cancelled' AND ${stepRun.epoch} = ${target.epoch}`,
    })
    .from(stepRun)
    .where(and(eq(stepRun.runId, target.runId), eq(stepRun.node, place.node), eq(stepRun.iteration, place.iteration)))
  return { ...owned, step: step ?? null }
}

/**
 * The step is looked at again and may go on waiting: what let it go until now has been heard. Say it before looking, or
 * a release in between would be lost. False when another epoch owns the run.
 */
export async function hearRelease(tx: Queries, target: RunTarget, step: Heard): Promise<boolean> {
  const owned = await tx
    .update(run)
    .set({ progressAt: sql`now()`, starts: 0 })
    .where(isOwned(target))
    .returning({ id: run.id })
  if (owned.length === 0) return false
  await forgetRelease(tx, step)
  return true
}
