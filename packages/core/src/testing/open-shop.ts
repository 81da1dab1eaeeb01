import { listFlows } from '../flows/list-flows.ts'
import type { Principal } from '../principal.ts'
import { createWorkspace } from '../workspace/create-workspace.ts'
import type { TestCore } from './open-core.ts'
import { mustGive } from './result-of.ts'

/** A workspace as people get it at their sign-up, with its first flow. */
export async function openShop({ ctx, newWorkspace }: TestCore): Promise<{ owner: Principal; flowId: string }> {
  const { workspaceId, as } = await newWorkspace()
  const owner = as('owner')
  const sandbox = { setUp: async () => undefined }
  mustGive(await createWorkspace(ctx, { id: workspaceId, name: 'Brindle Goods', timeZone: 'UTC', owner }, sandbox))
  return { owner, flowId: mustGive(await listFlows(ctx, owner))[0]?.id ?? '' }
}
