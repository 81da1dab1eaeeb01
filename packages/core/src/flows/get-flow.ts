import { inWorkspace } from '@patchbay/db/in-workspace'
import { flow, flowVersion } from '@patchbay/db/schema'
import { validate } from '@patchbay/flow/validate'
import { and, eq, isNull, sql } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import type { FlowDetail } from '../read-models.ts'
import { fail, ok, type Result } from '../result.ts'
import { describeTriggerAddress } from './describe-trigger-address.ts'
import { countOpenRuns } from './get-draft-changes.ts'
import { loadFlowSummaries } from './load-flow-summaries.ts'
import { loadValidateOptions } from './validate-options.ts'

export async function getFlow(
  ctx: CoreContext,
  principal: Principal,
  input: { flowId: string },
): Promise<Result<FlowDetail>> {
  const allowed = authorise(principal, 'flow.read')
  if (!allowed.ok) return allowed
  return inWorkspace(ctx.db, principal.workspaceId, async (tx): Promise<Result<FlowDetail>> => {
    const [summary] = await loadFlowSummaries(tx, sql`f.id = ${input.flowId}`)
    const [found] = await tx
      .select({ draft: flow.draft, draftRevision: flow.draftRevision, version: flowVersion })
      .from(flow)
      .leftJoin(flowVersion, eq(flowVersion.id, flow.liveVersionId))
      .where(and(eq(flow.id, input.flowId), isNull(flow.archivedAt)))
    if (summary === undefined || found === undefined) {
      return fail('not_found', 'This flow does not exist in this workspace.')
    }
    const { draft, draftRevision, version } = found
    return ok({
      ...summary,
      draft,
      draftRevision,
      live: version && {
        versionId: version.id,
        number: version.number,
        document: version.document,
        publishedAt: version.publishedAt,
        publishedBy: version.publishedBy,
      },
      problems: validate(draft, await loadValidateOptions(tx, ctx, input.flowId)),
      trigger: await describeTriggerAddress(ctx, tx, { flowId: input.flowId, document: draft }),
      versionsCount: await tx.$count(flowVersion, eq(flowVersion.flowId, input.flowId)),
      openRuns: await countOpenRuns(tx, input.flowId),
    })
  })
}
