import type { Queries } from '@patchbay/db/database'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { flow, flowVersion, source } from '@patchbay/db/schema'
import type { FlowDocument } from '@patchbay/flow/document'
import { validate } from '@patchbay/flow/validate'
import { and, eq, isNull, sql } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import type { FlowDetail } from '../read-models.ts'
import { fail, ok, type Result } from '../result.ts'
import { loadFlowSummaries } from './load-flow-summaries.ts'
import { nextTimes } from './next-times.ts'
import { triggerStepOf } from './trigger-of.ts'
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
      problems: validate(draft, await loadValidateOptions(tx, ctx)),
      trigger: await describeTrigger(ctx, tx, { flowId: input.flowId, draft }),
    })
  })
}

async function describeTrigger(
  ctx: CoreContext,
  tx: Queries,
  of: { flowId: string; draft: FlowDocument },
): Promise<FlowDetail['trigger']> {
  const step = triggerStepOf(of.draft)
  if (step === null) return null
  const { trigger } = step
  if (trigger.type === 'manual' || trigger.type === 'api') return { type: trigger.type, url: null, next: null }
  if (trigger.type === 'schedule')
    return { type: 'schedule', url: null, next: nextTimes(trigger.schedule, ctx.clock.now()) }
  const where =
    trigger.type === 'webhook'
      ? and(eq(source.flowId, of.flowId), eq(source.stepId, step.id))
      : eq(source.connectionId, trigger.connectionId ?? '00000000-0000-0000-0000-000000000000')
  const [found] = await tx.select({ address: source.address }).from(source).where(where)
  return found === undefined
    ? null
    : { type: trigger.type, url: `${ctx.settings.ingressUrl}/hooks/${found.address}`, next: null }
}
