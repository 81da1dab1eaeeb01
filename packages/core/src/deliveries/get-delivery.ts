import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { delivery, payload } from '@patchbay/db/schema'
import { and, eq, ne, or } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise, can } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import type { DeliverySummary } from '../read-models.ts'
import { fail, ok, type Result } from '../result.ts'
import { loadDeliveries } from './load-deliveries.ts'

/** The same event, brought in at another time. */
export type OtherTime = Pick<DeliverySummary, 'id' | 'receivedAt' | 'runs'>

/** `body` is the event as text; null when it was not kept or is no text. */
export type DeliveryDetail = DeliverySummary & {
  body: string | null
  headers: Record<string, string>
  /** Newest first: what it is a replay of, its replays, and the one that it was the same as. */
  otherTimes: OtherTime[]
}

const MAX_OTHERS = 50

export async function getDelivery(
  ctx: CoreContext,
  principal: Principal,
  input: { deliveryId: string },
): Promise<Result<DeliveryDetail>> {
  const allowed = authorise(principal, 'delivery.read')
  if (!allowed.ok) return allowed
  return inWorkspace(ctx.db, principal.workspaceId, async (tx): Promise<Result<DeliveryDetail>> => {
    const [found] = await loadDeliveries(tx, eq(delivery.id, input.deliveryId), {
      limit: 1,
      mayReplay: can(principal, 'delivery.replay'),
    })
    if (found === undefined) return fail('not_found', 'This delivery does not exist in this workspace.')
    const [kept] = await tx
      .select({ row: delivery, raw: payload.raw })
      .from(delivery)
      .leftJoin(payload, eq(payload.id, delivery.payloadId))
      .where(eq(delivery.id, input.deliveryId))
    return ok({
      ...found.summary,
      body: textOf(kept?.raw ?? null),
      headers: kept?.row.headers ?? {},
      otherTimes: kept === undefined ? [] : await loadOtherTimes(tx, kept.row),
    })
  })
}

/** A replay has the body of what it repeats. */
export async function loadOtherTimes(tx: Queries, row: typeof delivery.$inferSelect): Promise<OtherTime[]> {
  const { id, payloadId, triggerId, duplicateOf } = row
  const sameBody =
    payloadId === null || triggerId === null
      ? undefined
      : and(eq(delivery.payloadId, payloadId), eq(delivery.triggerId, triggerId), ne(delivery.id, id))
  const sameEvent = duplicateOf === null ? undefined : eq(delivery.id, duplicateOf)
  if (sameBody === undefined && sameEvent === undefined) return []
  const found = await loadDeliveries(tx, or(sameBody, sameEvent), { limit: MAX_OTHERS, mayReplay: false })
  return found.map(({ summary }) => ({ id: summary.id, receivedAt: summary.receivedAt, runs: summary.runs }))
}

function textOf(raw: Buffer | null): string | null {
  if (raw === null) return null
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(raw)
  } catch {
    return null
  }
}
