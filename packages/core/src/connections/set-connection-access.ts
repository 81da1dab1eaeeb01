import { inWorkspace } from '@patchbay/db/in-workspace'
import { type ConnectionAccess, connection } from '@patchbay/db/schema'
import { and, eq, isNull } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { authorise, ROLES } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'

/** Says who may set a connection on steps, test with it, publish it and change what goes out by it. What is live goes on. */
export async function setConnectionAccess(
  ctx: CoreContext,
  principal: Principal,
  input: { connectionId: string; access: ConnectionAccess },
): Promise<Result<null>> {
  const allowed = authorise(principal, 'connection.set_access')
  if (!allowed.ok) return allowed
  const { access } = input
  if (access.kind === 'chosen') {
    const unknown = access.roles.find((role) => !ROLES.some((known) => known === role))
    if (unknown !== undefined) return fail('invalid', `There is no role “${unknown}”.`)
    if (access.roles.length === 0 && access.userIds.length === 0)
      return fail('invalid', 'Choose at least one role or person, or let the whole workspace use it.')
  }
  const { workspaceId } = principal
  const changed = await inWorkspace(ctx.db, workspaceId, async (tx) => {
    const [found] = await tx
      .update(connection)
      .set({ access })
      .where(and(eq(connection.id, input.connectionId), isNull(connection.revokedAt)))
      .returning({ id: connection.id })
    if (found === undefined) return false
    await writeAudit(tx, principal, {
      action: 'connection.set_access',
      subjectKind: 'connection',
      subjectId: found.id,
      detail: access,
    })
    return true
  })
  if (!changed) return fail('not_found', 'This connection does not exist in this workspace.')
  ctx.notify('patchbay_live', `${workspaceId}:connection:${input.connectionId}`)
  return ok(null)
}
