import { inWorkspace } from '@patchbay/db/in-workspace'
import { flow, flowVersion } from '@patchbay/db/schema'
import type { CallableFlow } from '@patchbay/flow/validate'
import { desc, eq } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { ok, type Result } from '../result.ts'
import { loadCallableFlows } from './load-callable-flows.ts'

export type FlowToCall = CallableFlow & {
  /** Newest first; of flows that cannot be called none. */
  versions: { id: string; number: number; live: boolean }[]
}

/** Every flow of the workspace by name; `callable` tells what a sub-flow step has to give it, and gets back. */
export async function listCallableFlows(ctx: CoreContext, principal: Principal): Promise<Result<FlowToCall[]>> {
  const allowed = authorise(principal, 'flow.read')
  if (!allowed.ok) return allowed
  return inWorkspace(ctx.db, principal.workspaceId, async (tx) => {
    const flows = await loadCallableFlows(tx)
    const versions = await tx
      .select({ id: flowVersion.id, flowId: flowVersion.flowId, number: flowVersion.number, live: flow.liveVersionId })
      .from(flowVersion)
      .innerJoin(flow, eq(flow.id, flowVersion.flowId))
      .orderBy(desc(flowVersion.number))
    const byFlow = Map.groupBy(versions, ({ flowId }) => flowId)
    return ok(
      flows.map((one) => {
        const own = one.callable === null ? [] : (byFlow.get(one.id) ?? [])
        return { ...one, versions: own.map(({ id, number, live }) => ({ id, number, live: live === id })) }
      }),
    )
  })
}
