import { inWorkspace } from '@patchbay/db/in-workspace'
import { flow, flowTrigger } from '@patchbay/db/schema'
import { and, eq, isNull, ne, sql } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import { actorName, type Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'

/**
 * Switches a flow on or off. Off: its events are refused, recorded with that reason and can be replayed; runs that are
 * under way go on.
 */
export async function setFlowEnabled(
  ctx: CoreContext,
  principal: Principal,
  input: { flowId: string; enabled: boolean; reason?: string | undefined },
): Promise<Result<{ enabled: boolean }>> {
  const allowed = authorise(principal, 'flow.switch')
  if (!allowed.ok) return allowed
  const { flowId, enabled } = input
  const reason = input.reason?.trim() || null
  const switched = await inWorkspace(
    ctx.db,
    principal.workspaceId,
    async (tx): Promise<Result<{ enabled: boolean }>> => {
      const [found] = await tx
        .select({ liveVersionId: flow.liveVersionId, enabled: flow.enabled })
        .from(flow)
        .where(and(eq(flow.id, flowId), isNull(flow.archivedAt)))
        .for('update')
      if (found === undefined) return fail('not_found', 'This flow does not exist in this workspace.')
      if (enabled && found.liveVersionId === null) {
        return fail('conflict', 'This flow has never been published. Publish it, then switch it on.')
      }
      if (found.enabled === enabled) return ok({ enabled })
      await tx
        .update(flow)
        .set({ enabled, switchReason: reason, switchedBy: actorName(principal), switchedAt: sql`now()` })
        .where(eq(flow.id, flowId))
      await tx
        .update(flowTrigger)
        .set({ active: enabled, generation: sql`${flowTrigger.generation} + 1`, updatedAt: sql`now()` })
        .where(and(eq(flowTrigger.flowId, flowId), ne(flowTrigger.active, enabled)))
      await writeAudit(tx, principal, {
        action: 'flow.switch',
        subjectKind: 'flow',
        subjectId: flowId,
        detail: { enabled, reason },
      })
      return ok({ enabled })
    },
  )
  if (switched.ok) ctx.notify('patchbay_live', `${principal.workspaceId}:flow:${flowId}`)
  return switched
}
