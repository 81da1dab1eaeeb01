import { inWorkspace } from '@patchbay/db/in-workspace'
import { flow } from '@patchbay/db/schema'
import { and, eq, isNull, sql } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { readFlowName } from './read-flow-name.ts'

const MAX_FOLDER = 80

/** Gives a flow another name, or puts it into a folder; null for none. What is not given stays. */
export async function organiseFlow(
  ctx: CoreContext,
  principal: Principal,
  input: { flowId: string; name?: string | undefined; folder?: string | null | undefined },
): Promise<Result<{ name: string; folder: string | null }>> {
  const allowed = authorise(principal, 'flow.rename')
  if (!allowed.ok) return allowed
  const named = input.name === undefined ? ok(undefined) : readFlowName(input.name)
  if (!named.ok) return named
  const folder = input.folder === undefined ? undefined : input.folder?.trim() || null
  if (folder !== undefined && folder !== null && folder.length > MAX_FOLDER)
    return fail('invalid', `Give the folder a name of up to ${MAX_FOLDER} characters.`)
  const { workspaceId } = principal
  const { flowId } = input
  const organised = await inWorkspace(
    ctx.db,
    workspaceId,
    async (tx): Promise<Result<{ name: string; folder: string | null }>> => {
      const [before] = await tx
        .select({ name: flow.name, folder: flow.folder })
        .from(flow)
        .where(and(eq(flow.id, flowId), isNull(flow.archivedAt)))
        .for('update')
      if (before === undefined) return fail('not_found', 'This flow does not exist in this workspace.')
      const after = { name: named.value ?? before.name, folder: folder === undefined ? before.folder : folder }
      if (after.name === before.name && after.folder === before.folder) return ok(after)
      await tx
        .update(flow)
        .set({ ...after, updatedAt: sql`now()` })
        .where(eq(flow.id, flowId))
      await writeAudit(tx, principal, {
        action: 'flow.rename',
        subjectKind: 'flow',
        subjectId: flowId,
        detail: { before, after },
      })
      return ok(after)
    },
  )
  if (organised.ok) ctx.notify('patchbay_live', `${workspaceId}:flow:${flowId}`)
  return organised
}
