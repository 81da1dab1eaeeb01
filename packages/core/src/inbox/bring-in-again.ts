import type { Queries } from '@patchbay/db/database'
import { newId } from '@patchbay/db/ids'
import { delivery, flowTrigger } from '@patchbay/db/schema'
import { eq } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import { actorName, type Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'

export type Again = {
  deliveryId: string
  /** Of an event that held several items, the one that is meant. */
  onlyItem?: number
  audit: { action: 'delivery.replay' | 'run.again'; subjectKind: 'delivery' | 'run'; subjectId: string }
}

/**
 * Brings an event in once more, by a person's choice, in the transaction of the caller, who has authorised it. A delivery
 * of its own that the two keys do not stop, run by the version that is live now. Its effects are applied anew: their keys
 * derive from the new delivery. The caller wakes the inbox after the commit.
 */
export async function bringInAgain(
  tx: Queries,
  principal: Principal,
  input: Again,
): Promise<Result<{ deliveryId: string }>> {
  // An erasure that would drop its body waits, or was first.
  const [found] = await tx.select().from(delivery).where(eq(delivery.id, input.deliveryId)).for('share')
  if (!found) return fail('not_found', 'This delivery does not exist in this workspace.')
  if (!found.payloadId || !found.triggerId) {
    return fail(
      'conflict',
      'The body of this event was not kept, so it cannot be replayed. Ask the sender to send it again.',
    )
  }
  const [trigger] = await tx.select().from(flowTrigger).where(eq(flowTrigger.id, found.triggerId))
  if (!trigger?.active) return fail('conflict', 'Its flow is switched off. Switch it on, then replay the event.')
  const deliveryId = newId()
  await tx.insert(delivery).values({
    id: deliveryId,
    workspaceId: principal.workspaceId,
    sourceId: found.sourceId,
    triggerId: found.triggerId,
    flowId: trigger.flowId,
    origin: 'replay',
    vendorId: found.vendorId,
    topic: found.topic,
    headers: found.headers,
    state: 'accepted',
    payloadId: found.payloadId,
    bytes: found.bytes,
    verified: found.verified,
    replayOf: found.id,
    onlyItem: input.onlyItem ?? found.onlyItem,
    requestedBy: actorName(principal),
  })
  await writeAudit(tx, principal, { ...input.audit, detail: { deliveryId } })
  return ok({ deliveryId })
}
