import { inWorkspace } from '@patchbay/db/in-workspace'
import { flow, flowVersion } from '@patchbay/db/schema'
import type { FlowDocument } from '@patchbay/flow/document'
import { and, eq, isNull } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'

export type VersionDetail = {
  id: string
  number: number
  note: string | null
  publishedBy: string
  publishedAt: Date
  live: boolean
  document: FlowDocument
}

export async function getVersion(
  ctx: CoreContext,
  principal: Principal,
  input: { flowId: string; versionId: string },
): Promise<Result<VersionDetail>> {
  const allowed = authorise(principal, 'flow.read')
  if (!allowed.ok) return allowed
  const [found] = await inWorkspace(ctx.db, principal.workspaceId, (tx) =>
    tx
      .select({ version: flowVersion, liveVersionId: flow.liveVersionId })
      .from(flowVersion)
      .innerJoin(flow, eq(flow.id, flowVersion.flowId))
      .where(and(eq(flowVersion.id, input.versionId), eq(flow.id, input.flowId), isNull(flow.archivedAt))),
  )
  if (found === undefined) return fail('not_found', 'This version does not exist in this workspace.')
  const { id, number, note, publishedBy, publishedAt, document } = found.version
  return ok({ id, number, note, publishedBy, publishedAt, live: id === found.liveVersionId, document })
}
