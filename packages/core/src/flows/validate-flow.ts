import { inWorkspace } from '@patchbay/db/in-workspace'
import { flow } from '@patchbay/db/schema'
import type { Problem } from '@patchbay/flow/problem'
import { validate } from '@patchbay/flow/validate'
import { and, eq, isNull } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { loadValidateOptions } from './validate-options.ts'

/** What publishing the draft would say; no problem of severity `error` means that it would go through. */
export async function validateFlow(
  ctx: CoreContext,
  principal: Principal,
  input: { flowId: string },
): Promise<Result<{ revision: number; problems: Problem[] }>> {
  const allowed = authorise(principal, 'flow.read')
  if (!allowed.ok) return allowed
  return inWorkspace(
    ctx.db,
    principal.workspaceId,
    async (tx): Promise<Result<{ revision: number; problems: Problem[] }>> => {
      const [found] = await tx
        .select({ draft: flow.draft, revision: flow.draftRevision })
        .from(flow)
        .where(and(eq(flow.id, input.flowId), isNull(flow.archivedAt)))
      if (found === undefined) return fail('not_found', 'This flow does not exist in this workspace.')
      const options = await loadValidateOptions(tx, ctx, input.flowId)
      return ok({ revision: found.revision, problems: validate(found.draft, options) })
    },
  )
}
