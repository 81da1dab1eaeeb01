import { inWorkspace } from '@patchbay/db/in-workspace'
import { flow, flowVersion } from '@patchbay/db/schema'
import type { FlowDocument } from '@patchbay/flow/document'
import { and, eq, isNull } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'

/** Without ids of connections: they name credentials of this workspace, and mean nothing in another. */
export type FlowExport = { patchbay: 'flow'; name: string; version: number | null; document: FlowDocument }

export async function exportFlow(
  ctx: CoreContext,
  principal: Principal,
  input: { flowId: string; what: 'draft' | 'live' },
): Promise<Result<FlowExport>> {
  const allowed = authorise(principal, 'flow.export')
  if (!allowed.ok) return allowed
  const [found] = await inWorkspace(ctx.db, principal.workspaceId, (tx) =>
    tx
      .select({ name: flow.name, draft: flow.draft, number: flowVersion.number, document: flowVersion.document })
      .from(flow)
      .leftJoin(flowVersion, eq(flowVersion.id, flow.liveVersionId))
      .where(and(eq(flow.id, input.flowId), isNull(flow.archivedAt))),
  )
  if (found === undefined) return fail('not_found', 'This flow does not exist in this workspace.')
  if (input.what === 'draft')
    return ok({ patchbay: 'flow', name: found.name, version: null, document: portable(found.draft) })
  if (found.document === null) return fail('conflict', 'This flow has never been published. Export its draft.')
  return ok({ patchbay: 'flow', name: found.name, version: found.number, document: portable(found.document) })
}

function portable(document: FlowDocument): FlowDocument {
  return {
    ...document,
    steps: document.steps.map((step) => {
      if (step.kind === 'action') return { ...step, connectionId: null }
      if (step.kind === 'trigger' && step.trigger.type === 'event') {
        return { ...step, trigger: { ...step.trigger, connectionId: null } }
      }
      return step
    }),
  }
}
