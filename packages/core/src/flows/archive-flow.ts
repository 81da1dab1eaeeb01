import { inWorkspace } from '@patchbay/db/in-workspace'
import { delivery, flow, flowTrigger, source } from '@patchbay/db/schema'
import { and, eq, isNull, sql } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { heldOf } from './held-of.ts'

/**
 * Puts a flow away for good: its runs and versions can still be seen, its address answers no more. `refused`: events
 * that it had held, which are refused by it.
 */
export async function archiveFlow(
  ctx: CoreContext,
  principal: Principal,
  input: { flowId: string },
): Promise<Result<{ refused: number }>> {
  const allowed = authorise(principal, 'flow.archive')
  if (!allowed.ok) return allowed
  const { workspaceId } = principal
  const { flowId } = input
  const archived = await inWorkspace(ctx.db, workspaceId, async (tx): Promise<Result<{ refused: number }>> => {
    const [found] = await tx
      .select({ name: flow.name, enabled: flow.enabled })
      .from(flow)
      .where(and(eq(flow.id, flowId), isNull(flow.archivedAt)))
      .for('update')
    if (found === undefined) return fail('not_found', 'This flow does not exist in this workspace.')
    if (found.enabled) return fail('conflict', `${found.name} is switched on. Switch it off, then archive it.`)
    await tx.update(flow).set({ archivedAt: sql`now()` }).where(eq(flow.id, flowId))
    await tx
      .update(flowTrigger)
      .set({ holds: false })
      .where(and(eq(flowTrigger.flowId, flowId), eq(flowTrigger.role, 'start')))
    await tx.update(source).set({ enabled: false }).where(eq(source.flowId, flowId))
    const reason = 'The flow was archived while it held this event.'
    const refused = await tx
      .update(delivery)
      .set({ state: 'refused', reasonCode: 'flow_archived', reason })
      .where(heldOf(flowId))
      .returning({ id: delivery.id })
    const detail = { name: found.name, refused: refused.length }
    await writeAudit(tx, principal, { action: 'flow.archive', subjectKind: 'flow', subjectId: flowId, detail })
    return ok({ refused: refused.length })
  })
  if (archived.ok) ctx.notify('patchbay_live', `${workspaceId}:flow:${flowId}`)
  return archived
}
