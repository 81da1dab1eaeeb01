import type { Queries } from '@patchbay/db/database'
import { delivery, flow, flowTrigger, run, source } from '@patchbay/db/schema'
import { desc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { DeliverySummary } from '../read-models.ts'

/** Deliveries with the runs they led to, in two queries. */
export async function loadDeliveries(
  tx: Queries,
  where: SQL | undefined,
  options: { limit: number; mayReplay: boolean },
): Promise<{ summary: DeliverySummary; cursorAt: string }[]> {
  const rows = await tx
    .select({
      row: delivery,
      flow: { id: flow.id, name: flow.name },
      connector: source.connector,
      active: flowTrigger.active,
      cursorAt: sql<string>`${delivery.receivedAt}::text`,
    })
    .from(delivery)
    .leftJoin(flow, eq(flow.id, delivery.flowId))
    .leftJoin(source, eq(source.id, delivery.sourceId))
    .leftJoin(flowTrigger, eq(flowTrigger.id, delivery.triggerId))
    .where(where)
    .orderBy(desc(delivery.receivedAt), desc(delivery.id))
    .limit(options.limit)
  const ids = rows.map(({ row }) => row.id)
  const runs =
    ids.length === 0
      ? []
      : await tx
          .select({ deliveryId: run.deliveryId, id: run.id, subject: run.subject, state: run.state })
          .from(run)
          .where(inArray(run.deliveryId, ids))
          .orderBy(run.itemIndex)
  const byDelivery = Map.groupBy(runs, (one) => one.deliveryId)
  return rows.map(({ row, flow: owner, connector, active, cursorAt }) => ({
    cursorAt,
    summary: {
      id: row.id,
      state: row.state,
      origin: row.origin,
      topic: row.topic,
      vendorId: row.vendorId,
      flow: owner,
      connector,
      reason: row.reason,
      reasonCode: row.reasonCode,
      bytes: row.bytes,
      receivedAt: row.receivedAt,
      duplicateOf: row.duplicateOf,
      replayOf: row.replayOf,
      runs: (byDelivery.get(row.id) ?? []).map(({ id, subject, state }) => ({ id, subject, state })),
      mayReplay: options.mayReplay && row.state !== 'accepted' && row.payloadId !== null && active === true,
    },
  }))
}
