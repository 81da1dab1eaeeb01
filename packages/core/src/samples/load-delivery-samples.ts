import type { Queries } from '@patchbay/db/database'
import { delivery, payload } from '@patchbay/db/schema'
import type { TriggerStep } from '@patchbay/flow/document'
import type { Json } from '@patchbay/flow/json'
import { and, desc, eq, inArray, isNotNull, sql } from 'drizzle-orm'

export type DeliverySample = { deliveryId: string; label: string; at: Date; item: Json }

/**
 * Calls of a flow's web address that were not run, because it was off or not published yet. Events of vendors are read
 * by connector code, which runs in the worker only: they come in as samples with their runs.
 */
export async function loadDeliverySamples(
  tx: Queries,
  wanted: { flowId: string; trigger: TriggerStep; limit: number; id?: string },
): Promise<DeliverySample[]> {
  if (wanted.trigger.trigger.type !== 'webhook') return []
  const rows = await tx
    .select({ id: delivery.id, at: delivery.receivedAt, headers: delivery.headers, raw: payload.raw })
    .from(delivery)
    .innerJoin(payload, eq(payload.id, delivery.payloadId))
    .where(
      and(
        eq(delivery.flowId, wanted.flowId),
        eq(delivery.origin, 'webhook'),
        eq(delivery.verified, true),
        inArray(delivery.state, ['refused', 'ignored', 'accepted']),
        isNotNull(payload.raw),
        ...(wanted.id === undefined ? [] : [eq(delivery.id, wanted.id)]),
        sql`NOT EXISTS (SELECT 1 FROM run r WHERE r.delivery_id = ${delivery.id})`,
      ),
    )
    .orderBy(desc(delivery.receivedAt))
    .limit(wanted.limit)
  return rows.flatMap((row): DeliverySample[] => {
    const body = parse(row.raw)
    if (body === undefined) return []
    const label = `Call of ${row.at.toISOString().slice(11, 16)}`
    return [{ deliveryId: row.id, label, at: row.at, item: { body, headers: row.headers } }]
  })
}

function parse(raw: Buffer | null): Json | undefined {
  try {
    return raw === null ? undefined : JSON.parse(raw.toString('utf8') || 'null')
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
