import { inWorkspace } from '@patchbay/db/in-workspace'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import type { ConnectionSummary } from '../read-models.ts'
import { ok, type Result } from '../result.ts'
import { loadConnections } from './load-connections.ts'

export async function listConnections(ctx: CoreContext, principal: Principal): Promise<Result<ConnectionSummary[]>> {
  const allowed = authorise(principal, 'connection.read')
  if (!allowed.ok) return allowed
  return ok(await inWorkspace(ctx.db, principal.workspaceId, (tx) => loadConnections(tx, principal)))
}
