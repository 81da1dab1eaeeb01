import type { Queries } from '@patchbay/db/database'
import { delivery, payload } from '@patchbay/db/schema'
import { inArray, type SQL, sql } from 'drizzle-orm'
import { cameBy } from './came-by.ts'
import type { DeliveryWords } from './delivery-words.ts'
import type { ErasureJob } from './erasure-job.ts'
import { OPEN_DELIVERY } from './open-delivery.ts'

/** An event and where its body lies; null where that is gone, or is not what it is about. */
type EventBody = { id: string; body: string | null }
export type EventOfRun = EventBody & DeliveryWords

/** Events that a run came of or has waited for, and others with the body of one of these. */
export async function eventsOf(tx: Queries, runId: string): Promise<EventOfRun[]> {
  const id = sql`${runId}::uuid`
  const found = await tx.execute<EventOfRun>(sql`
    WITH own AS (SELECT d.id, d.payload_id FROM delivery d WHERE d.id IN (
      SELECT r.delivery_id FROM run r WHERE r.id = ${id}
      UNION SELECT i.delivery_id FROM run r JOIN gather_item i ON i.gather_id = r.gather_id WHERE r.id = ${id}
      UNION SELECT e.delivery_id FROM event_wait w JOIN awaited_event e ON e.id = w.awaited_event_id WHERE w.run_id = ${id}))
    SELECT d.id, d.payload_id AS body, d.headers, d.vendor_id AS "vendorId", d.reason FROM delivery d WHERE d.id IN (
      SELECT id FROM own UNION SELECT o.id FROM own JOIN delivery o ON o.payload_id = own.payload_id)
    ORDER BY d.id`)
  return found.rows
}

/** Of these, those that are open, and whether they are waited for: their event came before the erasure was asked. */
export async function openEvents(
  tx: Queries,
  job: ErasureJob,
  events: readonly EventBody[],
): Promise<Map<string, boolean>> {
  if (events.length === 0) return new Map()
  const ids = listOf(events.map(({ id }) => id))
  if (!job.dry) {
    const bodies = listOf(events.flatMap(({ body }) => (body === null ? [] : [body])))
    // Who brings one in again holds it, and is seen below, or finds that its body is gone.
    await tx.execute(sql`
      SELECT 1 FROM delivery d WHERE d.id = ANY (${ids}) OR d.payload_id = ANY (${bodies}) ORDER BY d.id FOR UPDATE`)
  }
  const found = await tx.execute<{ id: string; early: boolean }>(sql`
    SELECT d.id, d.received_at <= ${job.until.toISOString()}::timestamptz OR EXISTS (
      SELECT 1 FROM delivery o JOIN run r ON r.delivery_id = o.id AND r.finished_at IS NULL
      WHERE (o.id = d.id OR o.payload_id = d.payload_id) AND ${cameBy(job.until)}) AS early
    FROM delivery d WHERE d.id = ANY (${ids}) AND ${OPEN_DELIVERY}`)
  return new Map(found.rows.map(({ id, early }) => [id, early]))
}

/**
 * Drops bodies that no event needs any more: of how many events, and how many. Others of the same event may be none of
 * those that were looked at.
 */
export async function dropBodies(
  tx: Queries,
  { dry }: ErasureJob,
  bodies: readonly string[],
): Promise<{ delivery: number; payload: number }> {
  if (bodies.length === 0) return { delivery: 0, payload: 0 }
  const of = inArray(delivery.payloadId, [...bodies])
  if (dry) return { delivery: await tx.$count(delivery, of), payload: 0 }
  const gone = await tx
    .delete(payload)
    .where(inArray(payload.id, [...bodies]))
    .returning({ id: payload.id })
  const without = await tx.update(delivery).set({ payloadId: null }).where(of).returning({ id: delivery.id })
  return { delivery: without.length, payload: gone.length }
}

export const listOf = (ids: readonly string[]): SQL =>
  sql`ARRAY[${sql.join(
    ids.map((id) => sql`${id}::uuid`),
    sql`, `,
  )}]::uuid[]`
