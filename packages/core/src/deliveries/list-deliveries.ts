import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { type DeliveryState, delivery, run } from '@patchbay/db/schema'
import { and, eq, inArray, like, or, type SQL, sql } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { decodeCursor, encodeCursor } from '../paging/cursor.ts'
import { containing } from '../paging/like.ts'
import { authorise, can } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import type { DeliverySummary, Page } from '../read-models.ts'
import { ok, type Result } from '../result.ts'
import { loadDeliveries } from './load-deliveries.ts'

export const DELIVERY_STATES = [
  'accepted',
  'expanded',
  'ignored',
  'duplicate',
  'refused',
  'dead',
] as const satisfies readonly DeliveryState[]

export type DeliveryFilter = {
  states?: DeliveryState[] | undefined
  flowId?: string | undefined
  /** Topic, vendor's delivery id, or the subject of a run it led to. */
  text?: string | undefined
  cursor?: string | null | undefined
  limit?: number | undefined
}

export type DeliveryList = Page<DeliverySummary> & { counts: Record<DeliveryState, number> }

/** Newest first. */
export async function listDeliveries(
  ctx: CoreContext,
  principal: Principal,
  filter: DeliveryFilter,
): Promise<Result<DeliveryList>> {
  const allowed = authorise(principal, 'delivery.read')
  if (!allowed.ok) return allowed
  const limit = Math.min(filter.limit ?? 50, 200)
  const cursor = decodeCursor(filter.cursor)
  return inWorkspace(ctx.db, principal.workspaceId, async (tx) => {
    const found = await loadDeliveries(
      tx,
      and(
        ...conditionsOf(filter),
        filter.states?.length ? inArray(delivery.state, filter.states) : undefined,
        cursor === null
          ? undefined
          : sql`(${delivery.receivedAt}, ${delivery.id}) < (${cursor.at}::timestamptz, ${cursor.id}::uuid)`,
      ),
      { limit: limit + 1, mayReplay: can(principal, 'delivery.replay') },
    )
    const last = found.length > limit ? found[limit - 1] : undefined
    return ok({
      items: found.slice(0, limit).map(({ summary }) => summary),
      nextCursor: last === undefined ? null : encodeCursor({ at: last.cursorAt, id: last.summary.id }),
      counts: await countStates(tx, filter),
    })
  })
}

const conditionsOf = (filter: DeliveryFilter): (SQL | undefined)[] => {
  const pattern = filter.text?.trim() ? containing(filter.text) : null
  return [
    filter.flowId === undefined ? undefined : eq(delivery.flowId, filter.flowId),
    pattern === null
      ? undefined
      : or(
          like(sql`lower(${delivery.topic})`, pattern),
          like(sql`lower(${delivery.vendorId})`, pattern),
          sql`EXISTS (SELECT 1 FROM ${run} WHERE ${run.deliveryId} = ${delivery.id} AND ${run.searchText} LIKE ${pattern})`,
        ),
  ]
}

async function countStates(tx: Queries, filter: DeliveryFilter): Promise<Record<DeliveryState, number>> {
  const rows = await tx
    .select({ state: delivery.state, count: sql<number>`count(*)::int` })
    .from(delivery)
    .where(and(...conditionsOf(filter)))
    .groupBy(delivery.state)
  const counts = { accepted: 0, expanded: 0, ignored: 0, duplicate: 0, refused: 0, dead: 0 }
  for (const row of rows) counts[row.state] = row.count
  return counts
}
