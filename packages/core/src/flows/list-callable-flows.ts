import { inWorkspace } from '@patchbay/db/in-workspace'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { ok, type Result } from '../result.ts'
import { type FlowToCall, loadCallableFlows } from './load-callable-flows.ts'

/** Every flow of the workspace by name; `callable` tells what a sub-flow step has to give it, and gets back. */
export async function listCallableFlows(ctx: CoreContext, principal: Principal): Promise<Result<FlowToCall[]>> {
  const allowed = authorise(principal, 'flow.read')
  if (!allowed.ok) return allowed
  return inWorkspace(ctx.db, principal.workspaceId, async (tx) => ok(await loadCallableFlows(tx)))
}
