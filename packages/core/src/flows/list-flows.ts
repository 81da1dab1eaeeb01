import { inWorkspace } from '@patchbay/db/in-workspace'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import type { FlowSummary } from '../read-models.ts'
import { ok, type Result } from '../result.ts'
import { loadFlowSummaries } from './load-flow-summaries.ts'

/** By name, archived ones left out. */
export async function listFlows(ctx: CoreContext, principal: Principal): Promise<Result<FlowSummary[]>> {
  const allowed = authorise(principal, 'flow.read')
  if (!allowed.ok) return allowed
  return ok(await inWorkspace(ctx.db, principal.workspaceId, (tx) => loadFlowSummaries(tx)))
}
