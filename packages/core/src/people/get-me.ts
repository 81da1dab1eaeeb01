import { inWorkspace } from '@patchbay/db/in-workspace'
import { workspace } from '@patchbay/db/schema'
import { eq } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import type { Principal, Role } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { allowancesOf, authorise, type UseCase } from './permissions.ts'

export type Me = {
  workspace: { id: string; name: string; timeZone: string; currency: string; variables: Record<string, string> }
  role: Role | null
  /** Whether this Patchbay has a sandbox. */
  sandbox: boolean
  can: Record<UseCase, boolean>
}

export async function getMe(ctx: CoreContext, principal: Principal): Promise<Result<Me>> {
  const allowed = authorise(principal, 'workspace.read')
  if (!allowed.ok) return allowed
  const [found] = await inWorkspace(ctx.db, principal.workspaceId, (tx) =>
    tx
      .select({
        id: workspace.id,
        name: workspace.name,
        timeZone: workspace.timeZone,
        currency: workspace.currency,
        variables: workspace.variables,
      })
      .from(workspace)
      .where(eq(workspace.id, principal.workspaceId)),
  )
  if (found === undefined) return fail('not_found', 'This workspace does not exist any more.')
  return ok({
    workspace: found,
    role: principal.kind === 'user' ? principal.role : null,
    sandbox: ctx.settings.sandbox !== null,
    can: allowancesOf(principal),
  })
}
