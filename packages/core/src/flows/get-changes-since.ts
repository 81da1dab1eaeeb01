import { inWorkspace } from '@patchbay/db/in-workspace'
import { flow } from '@patchbay/db/schema'
import { and, eq, isNull } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { type DraftChangeEntry, loadChangesSince } from './draft-log.ts'

export type ChangesSince = {
  /** The draft's revision now. */
  revision: number
  /** False when the editor is too far behind: load the draft instead. */
  complete: boolean
  changes: DraftChangeEntry[]
}

/** What happened in a draft after the revision that an editor holds, oldest first. */
export async function getChangesSince(
  ctx: CoreContext,
  principal: Principal,
  input: { flowId: string; revision: number },
): Promise<Result<ChangesSince>> {
  const allowed = authorise(principal, 'flow.read')
  if (!allowed.ok) return allowed
  return inWorkspace(ctx.db, principal.workspaceId, async (tx): Promise<Result<ChangesSince>> => {
    const [found] = await tx
      .select({ revision: flow.draftRevision })
      .from(flow)
      .where(and(eq(flow.id, input.flowId), isNull(flow.archivedAt)))
    if (found === undefined) return fail('not_found', 'This flow does not exist in this workspace.')
    const { complete, changes } = await loadChangesSince(tx, input)
    // Two statements: a change between them belongs to the next call.
    const told = changes.filter(({ revision }) => revision <= found.revision)
    return ok({
      revision: found.revision,
      complete: complete && told.length === found.revision - input.revision,
      changes: told,
    })
  })
}
