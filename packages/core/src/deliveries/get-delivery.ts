import { inWorkspace } from '@patchbay/db/in-workspace'
import { delivery, payload } from '@patchbay/db/schema'
import { eq } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise, can } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import type { DeliverySummary } from '../read-models.ts'
import { fail, ok, type Result } from '../result.ts'
import { loadDeliveries } from './load-deliveries.ts'

/** `body` is the event as text; null when it was not kept or is no text. */
export type DeliveryDetail = DeliverySummary & { body: string | null; headers: Record<string, string> }

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
      .select({ headers: delivery.headers, raw: payload.raw })
      .from(delivery)
      .leftJoin(payload, eq(payload.id, delivery.payloadId))
      .where(eq(delivery.id, input.deliveryId))
    return ok({ ...found.summary, body: textOf(kept?.raw ?? null), headers: kept?.headers ?? {} })
  })
}

function textOf(raw: Buffer | null): string | null {
  if (raw === null) return null
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(raw)
  } catch {
    return null
  }
}
