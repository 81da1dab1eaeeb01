import type { Database, Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { awaitedEvent, delivery, eventWait, flowVersion, payload } from '@patchbay/db/schema'
import type { EventStep, Step } from '@patchbay/flow/document'
import type { Json } from '@patchbay/flow/json'
import { and, asc, eq, gte, lte, ne, notInArray, sql } from 'drizzle-orm'
import { loadJson, wholePayload } from '../payloads/load-json.ts'
import type { Heard } from '../runs/forget-release.ts'
import type { RunTarget, StepPlace } from '../runs/run-target.ts'
import { beginWaiting, hearRelease, isOver, lockStep, msFromNow, msLeftUntil } from './begin-waiting.ts'
import { hashKey } from './correlation-key.ts'
import { findListener } from './listener.ts'
import { lockKey } from './lock-key.ts'

export type EventToAwait = {
  place: StepPlace
  flowId: string
  versionId: string
  /** The value by which its event is found. */
  keyText: string
  timeoutMs: number
  /** Events from then on count. */
  since: Date
  /** In a repeat: an event that an earlier pass took is not taken again. */
  eachOnce: boolean
}

export type EventOutcome =
  | { state: 'open'; forMs: number }
  | { state: 'came'; event: Json; receivedAt: Date }
  | { state: 'timed_out' }
  | { state: 'deaf'; message: string }
  | { state: 'stale' }

/** Deliveries that came in time and are not unpacked yet are waited for this long at a time. */
const UNPACKING_MS = 500

/**
 * Begins to wait, or finds that the event has come already. `begun`: somebody else has begun since, and may be through:
 * how the step stands is to be read anew.
 */
export async function beginEventWait(
  db: Database,
  target: RunTarget,
  wait: EventToAwait,
): Promise<EventOutcome | { state: 'begun' }> {
  const found = await begin(db, target, wait)
  return found.state === 'begun' ? found : readWhole(db, target, found)
}

const begin = (db: Database, target: RunTarget, wait: EventToAwait): Promise<Found | { state: 'begun' }> =>
  inWorkspace(db, target.workspaceId, async (tx): Promise<Found | { state: 'begun' }> => {
    const step = await readStep(tx, wait)
    if (step === null) return { state: 'deaf', message: 'The version of this run knows no such step.' }
    const { workspaceId, runId } = target
    const listening = await findListener(tx, { workspaceId, flowId: wait.flowId, versionId: wait.versionId, step })
    if (!listening.ok) return { state: 'deaf', message: listening.error.message }
    const { triggerId } = listening.value
    const input = { waitsFor: step.match.path, equals: wait.keyText, since: wait.since.toISOString() }
    const keyHash = hashKey(wait.keyText)
    await lockKey(tx, triggerId, keyHash)
    const locked = await lockStep(tx, target, wait.place)
    if (locked === null) return { state: 'stale' }
    if (isOver(locked.step) || (locked.step?.state === 'waiting' && (await isAwaited(tx, locked.step.id)))) {
      return { state: 'begun' }
    }
    const begun = await beginWaiting(tx, target, { place: wait.place, kind: 'event', forMs: wait.timeoutMs, input })
    if (begun === null) return { state: 'stale' }
    const { stepRunId } = begun
    await tx.delete(eventWait).where(eq(eventWait.stepRunId, stepRunId))
    const { node, iteration } = wait.place
    const found = await findEvent(tx, { triggerId, keyHash, wait, runId })
    await tx.insert(eventWait).values({
      workspaceId,
      runId,
      stepRunId,
      node,
      iteration,
      triggerId,
      keyHash,
      keyText: wait.keyText,
      since: wait.since,
      deadlineAt: msFromNow(wait.timeoutMs),
      ...(found === null ? {} : { state: 'matched', awaitedEventId: found.id, settledAt: sql`now()` }),
    })
    if (found === null) return { state: 'open', forMs: wait.timeoutMs }
    return { state: 'came', ...found }
  })

/** By somebody else, at the same time: it keeps the time that it has. */
async function isAwaited(tx: Queries, stepRunId: string): Promise<boolean> {
  const found = await tx.select({ id: eventWait.id }).from(eventWait).where(eq(eventWait.stepRunId, stepRunId))
  return found.length > 0
}

/** Looks again: at a release, at the deadline, or after a crash. Null when the step has not begun to wait. */
export async function lookForEvent(db: Database, target: RunTarget, step: Heard): Promise<EventOutcome | null> {
  const found = await look(db, target, step)
  return found === null ? null : readWhole(db, target, found)
}

const look = (db: Database, target: RunTarget, step: Heard): Promise<Found | null> =>
  inWorkspace(db, target.workspaceId, async (tx): Promise<Found | null> => {
    if (!(await hearRelease(tx, target, step))) return { state: 'stale' }
    const [wait] = await tx
      .select({
        id: eventWait.id,
        state: eventWait.state,
        awaitedEventId: eventWait.awaitedEventId,
        leftMs: msLeftUntil(eventWait.deadlineAt),
      })
      .from(eventWait)
      .where(eq(eventWait.stepRunId, step.id))
      .for('update')
    // Withdrawn: the run has gone on without it.
    if (wait === undefined || wait.state === 'withdrawn') return null
    if (wait.state === 'matched' && wait.awaitedEventId !== null) return readEvent(tx, wait.awaitedEventId)
    if (wait.state === 'timed_out') return { state: 'timed_out' }
    if (wait.leftMs > 0) return { state: 'open', forMs: wait.leftMs }
    if (await isUnpacking(tx, wait.id)) return { state: 'open', forMs: UNPACKING_MS }
    await tx.update(eventWait).set({ state: 'timed_out', settledAt: sql`now()` }).where(eq(eventWait.id, wait.id))
    return { state: 'timed_out' }
  })

type Stored = { receivedAt: Date; json: Json | null; blobId: string | null }
/** What was found, its event where it lies. */
type Found = Exclude<EventOutcome, { state: 'came' }> | ({ state: 'came' } & Stored)

/** Reads the event that a look found, once its transaction is over: a large one lies in a blob. */
async function readWhole(db: Database, { workspaceId }: RunTarget, found: Found): Promise<EventOutcome> {
  if (found.state !== 'came') return found
  return { state: 'came', event: await loadJson(db, workspaceId, found), receivedAt: found.receivedAt }
}

async function readStep(tx: Queries, { versionId, place }: EventToAwait): Promise<EventStep | null> {
  const [row] = await tx
    .select({
      step: sql<Step | null>`jsonb_path_query_first(${flowVersion.document}, '$.steps[*] ? (@.id == $id)', jsonb_build_object('id', ${place.stepId}::text))`,
    })
    .from(flowVersion)
    .where(eq(flowVersion.id, versionId))
  return row?.step?.kind === 'event' ? row.step : null
}

type Search = { triggerId: string; keyHash: Buffer; wait: EventToAwait; runId: string }

/** The first that counts. */
async function findEvent(tx: Queries, { triggerId, keyHash, wait, runId }: Search) {
  const used = wait.eachOnce
    ? await tx
        .select({ id: eventWait.awaitedEventId })
        .from(eventWait)
        .where(
          and(
            eq(eventWait.runId, runId),
            eq(eventWait.node, wait.place.node),
            ne(eventWait.iteration, wait.place.iteration),
          ),
        )
    : []
  const usedIds = used.flatMap(({ id }) => (id === null ? [] : [id]))
  const [found] = await tx
    .select({ id: awaitedEvent.id, receivedAt: awaitedEvent.receivedAt, ...wholePayload })
    .from(awaitedEvent)
    .innerJoin(payload, eq(payload.id, awaitedEvent.payloadId))
    .where(
      and(
        eq(awaitedEvent.triggerId, triggerId),
        eq(awaitedEvent.keyHash, keyHash),
        gte(awaitedEvent.receivedAt, wait.since),
        ...(usedIds.length === 0 ? [] : [notInArray(awaitedEvent.id, usedIds)]),
      ),
    )
    .orderBy(asc(awaitedEvent.receivedAt), asc(awaitedEvent.id))
    .limit(1)
  return found ?? null
}

async function readEvent(tx: Queries, awaitedEventId: string): Promise<Found> {
  const [found] = await tx
    .select({ receivedAt: awaitedEvent.receivedAt, ...wholePayload })
    .from(awaitedEvent)
    .innerJoin(payload, eq(payload.id, awaitedEvent.payloadId))
    .where(eq(awaitedEvent.id, awaitedEventId))
  if (found === undefined) throw new Error(`The event ${awaitedEventId} that a run waited for is not stored`)
  return { state: 'came', ...found }
}

/** An event that came in before the deadline counts, also when it is still in the inbox. */
async function isUnpacking(tx: Queries, waitId: string): Promise<boolean> {
  const waiting = await tx
    .select({ id: delivery.id })
    .from(eventWait)
    .innerJoin(delivery, eq(delivery.triggerId, eventWait.triggerId))
    .where(
      and(eq(eventWait.id, waitId), eq(delivery.state, 'accepted'), lte(delivery.receivedAt, eventWait.deadlineAt)),
    )
    .limit(1)
  return waiting.length > 0
}
