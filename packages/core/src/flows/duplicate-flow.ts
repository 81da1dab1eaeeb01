import { inWorkspace } from '@patchbay/db/in-workspace'
import { flow } from '@patchbay/db/schema'
import { and, eq, isNull } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, type Result } from '../result.ts'
import { insertFlow } from './insert-flow.ts'
import { readFlowName } from './read-flow-name.ts'

/** A second flow from a draft: never published, switched off, and with an address of its own if it has one. */
export async function duplicateFlow(
  ctx: CoreContext,
  principal: Principal,
  input: { flowId: string; name?: string | undefined },
): Promise<Result<{ id: string; revision: number }>> {
  const allowed = authorise(principal, 'flow.duplicate')
  if (!allowed.ok) return allowed
  const copied = await inWorkspace(
    ctx.db,
    principal.workspaceId,
    async (tx): Promise<Result<{ id: string; revision: number }>> => {
      const [found] = await tx
        .select({ name: flow.name, folder: flow.folder, draft: flow.draft })
        .from(flow)
        .where(and(eq(flow.id, input.flowId), isNull(flow.archivedAt)))
      if (found === undefined) return fail('not_found', 'This flow does not exist in this workspace.')
      const name = readFlowName(input.name ?? `${found.name.slice(0, 112).toWellFormed()} (copy)`)
      if (!name.ok) return name
      const audit = { action: 'flow.duplicate', detail: { of: input.flowId } } as const
      return insertFlow(tx, principal, { name: name.value, folder: found.folder, document: found.draft, audit })
    },
  )
  if (copied.ok) ctx.notify('patchbay_live', `${principal.workspaceId}:flow:${copied.value.id}`)
  return copied
}
