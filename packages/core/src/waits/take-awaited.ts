import type { Queries } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { awaitedEvent, eventWait, type flowTrigger, payload, run, stepRun } from '@patchbay/db/schema'
import { storedText } from '@patchbay/db/stored-json'
import { and, eq, gte, inArray, isNull, lte, sql } from 'drizzle-orm'
import type { Item } from '../inbox/item.ts'
import { itemPayload } from '../inbox/item-payload.ts'
import { hashKey, keyTextOf, valueAt } from './correlation-key.ts'
import { lockKey } from './lock-key.ts'

/** A held step that may go on; the engine is told after the commit. */
export type ReleasedStep = { runId: string; epoch: number; node: number; iteration: string }

export type Taken = { kept: number; released: ReleasedStep[] }

type Arrival = {
  delivery: { id: string; workspaceId: string; receivedAt: Date }
  trigger: Pick<typeof flowTrigger.$inferSelect, 'id' | 'matchPath'>
  /** Those that had not come before. */
  items: readonly Item[]
}

/**
 * Keeps the events of a delivery for runs that wait for them, now or later, and lets go of those that wait now. Part of
 * the transaction that unpacks the delivery. An item without the value to find it by is for nobody.
 */
export async function takeAwaited(tx: Queries, arrival: Arrival): Promise<Taken> {
  const path = arrival.trigger.matchPath
  if (path === null) return { kept: 0, released: [] }
  const keyed = arrival.items.flatMap((item) => {
    const text = keyTextOf(valueAt(item.output, path))
    return text === null ? [] : [{ item, keyHash: hashKey(text) }]
  })
  // In the order of their keys: two deliveries with the same ones must not wait for each other in a ring.
  keyed.sort((a, b) => Buffer.compare(a.keyHash, b.keyHash))
  const released: ReleasedStep[] = []
  for (const one of keyed) released.push(...(await takeOne(tx, arrival, one)))
  return { kept: keyed.length, released }
}

async function takeOne(
  tx: Queries,
  { delivery, trigger }: Arrival,
  { item, keyHash }: { item: Item; keyHash: Buffer },
): Promise<ReleasedStep[]> {
  await lockKey(tx, trigger.id, keyHash)
  const id = newId()
  const { workspaceId, receivedAt } = delivery
  const stored = itemPayload(item, workspaceId)
  await tx.insert(payload).values(stored)
  await tx.insert(awaitedEvent).values({
    id,
    workspaceId,
    triggerId: trigger.id,
    deliveryId: delivery.id,
    keyHash,
    payloadId: stored.id,
    subject: item.subject === null ? null : storedText(item.subject),
    receivedAt,
  })
  const waiting = await tx
    .select({ stepRunId: eventWait.stepRunId })
    .from(eventWait)
    .where(
      and(
        eq(eventWait.triggerId, trigger.id),
        eq(eventWait.keyHash, keyHash),
        eq(eventWait.state, 'open'),
        lte(eventWait.since, receivedAt),
        gte(eventWait.deadlineAt, receivedAt),
      ),
    )
  const stepRunIds = waiting.map(({ stepRunId }) => stepRunId)
  if (stepRunIds.length === 0) return []
  // Everybody locks a step before its wait: a run that ends just now and this event must not wait for each other.
  await tx
    .select({ id: stepRun.id })
    .from(stepRun)
    .where(inArray(stepRun.id, stepRunIds))
    .orderBy(stepRun.id)
    .for('update')
  const matched = await tx
    .update(eventWait)
    .set({ state: 'matched', awaitedEventId: id, settledAt: sql`now()` })
    .where(and(inArray(eventWait.stepRunId, stepRunIds), eq(eventWait.state, 'open')))
    .returning({ stepRunId: eventWait.stepRunId })
  return releaseSteps(
    tx,
    matched.map(({ stepRunId }) => stepRunId),
  )
}

/** Marks held steps as free to go on: whatever becomes of the message to the engine, the mark stands. */
export async function releaseSteps(tx: Queries, stepRunIds: readonly string[]): Promise<ReleasedStep[]> {
  if (stepRunIds.length === 0) return []
  await tx
    .update(stepRun)
    .set({ releaseRequestedAt: sql`now()` })
    .where(inArray(stepRun.id, [...stepRunIds]))
  return tx
    .select({ runId: run.id, epoch: run.epoch, node: stepRun.node, iteration: stepRun.iteration })
    .from(stepRun)
    .innerJoin(run, eq(run.id, stepRun.runId))
    .where(and(inArray(stepRun.id, [...stepRunIds]), isNull(run.finishedAt)))
}
