import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { delivery, flow, flowTrigger } from '@patchbay/db/schema'
import { and, eq, isNull, ne, or, sql } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import { actorName, type Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { heldOf, RELEASED } from './held-of.ts'

export type SwitchInput = {
  flowId: string
  enabled: boolean
  reason?: string | undefined
  /**
   * While it is off. `refuse` (default): recorded with that reason, no key taken, can be replayed. `hold`: accepted, and
   * run when it is switched on. Times that a schedule has while it is off do not come, whichever is chosen.
   */
  newEvents?: 'hold' | 'refuse' | undefined
}

/** `released`: events that had been held and are let go now. */
export type Switched = { enabled: boolean; newEvents: 'hold' | 'refuse' | null; released: number }

/** Switches a flow on or off. Runs that are under way go on either way. */
export async function setFlowEnabled(
  ctx: CoreContext,
  principal: Principal,
  input: SwitchInput,
): Promise<Result<Switched>> {
  const allowed = authorise(principal, 'flow.switch')
  if (!allowed.ok) return allowed
  const switched = await inWorkspace(ctx.db, principal.workspaceId, (tx) => switchFlow(tx, principal, input))
  if (switched.ok) {
    ctx.notify('patchbay_live', `${principal.workspaceId}:flow:${input.flowId}`)
    if (switched.value.released > 0) ctx.notify('patchbay_inbox', 'delivery')
  }
  return switched
}

/** The same in a transaction of the caller's, who has authorised it. */
export async function switchFlow(tx: Queries, principal: Principal, input: SwitchInput): Promise<Result<Switched>> {
  const { flowId, enabled } = input
  const newEvents = enabled ? null : (input.newEvents ?? 'refuse')
  const [found] = await tx
    .select({ liveVersionId: flow.liveVersionId, enabled: flow.enabled, newEvents: flow.newEvents })
    .from(flow)
    .where(and(eq(flow.id, flowId), isNull(flow.archivedAt)))
    .for('update')
  if (found === undefined) return fail('not_found', 'This flow does not exist in this workspace.')
  if (enabled && found.liveVersionId === null) {
    return fail('conflict', 'This flow has never been published. Publish it, then switch it on.')
  }
  const stays = found.enabled === enabled && (input.newEvents === undefined || found.newEvents === newEvents)
  if (stays) return ok({ enabled, newEvents: found.newEvents, released: 0 })
  const reason = input.reason?.trim() || null
  await tx
    .update(flow)
    .set({ enabled, newEvents, switchReason: reason, switchedBy: actorName(principal), switchedAt: sql`now()` })
    .where(eq(flow.id, flowId))
  const holds = newEvents === 'hold'
  await tx
    .update(flowTrigger)
    .set({
      active: enabled,
      holds,
      // Only a change of `active` concerns a schedule.
      generation: sql`${flowTrigger.generation} + CASE WHEN ${flowTrigger.active} = ${enabled} THEN 0 ELSE 1 END`,
      updatedAt: sql`now()`,
    })
    .where(
      and(
        eq(flowTrigger.flowId, flowId),
        eq(flowTrigger.role, 'start'),
        or(ne(flowTrigger.active, enabled), ne(flowTrigger.holds, holds)),
      ),
    )
  const released = enabled ? await releaseHeld(tx, flowId) : 0
  const detail = { enabled, reason, newEvents, released }
  await writeAudit(tx, principal, { action: 'flow.switch', subjectKind: 'flow', subjectId: flowId, detail })
  return ok({ enabled, newEvents, released })
}

/**
 * What was held is due since it came in: it goes before what comes in now, in the order it came. The code tells that its
 * runs begin only now, so that nobody takes the time held for the time they took.
 */
async function releaseHeld(tx: Queries, flowId: string): Promise<number> {
  const released = await tx
    .update(delivery)
    .set({ dueAt: sql`${delivery.receivedAt}`, reason: null, reasonCode: RELEASED })
    .where(heldOf(flowId))
    .returning({ id: delivery.id })
  return released.length
}
