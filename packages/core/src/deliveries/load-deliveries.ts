import type { Queries } from '@patchbay/db/database'
import { delivery, flow, flowTrigger, gather, gatherItem, run, source } from '@patchbay/db/schema'
import { and, desc, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm'
import type { DeliverySummary } from '../read-models.ts'

/** Deliveries with the runs they led to, in three queries. */
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
  const runs = await loadRuns(
    tx,
    rows.map(({ row }) => row.id),
  )
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

/** The runs that deliveries led to: of their own, or together with others. */
async function loadRuns(tx: Queries, ids: string[]) {
  if (ids.length === 0) return []
  const shown = { id: run.id, subject: run.subject, state: run.state }
  const own = await tx
    .select({ deliveryId: run.deliveryId, ...shown })
    .from(run)
    .where(and(inArray(run.deliveryId, ids), isNull(run.gatherId)))
    .orderBy(run.itemIndex)
  const gathered = await tx
    .selectDistinct({ deliveryId: gatherItem.deliveryId, ...shown })
    .from(gatherItem)
    .innerJoin(gather, eq(gather.id, gatherItem.gatherId))
    .innerJoin(run, eq(run.id, gather.runId))
    .where(inArray(gatherItem.deliveryId, ids))
  return [...own, ...gathered]
}
