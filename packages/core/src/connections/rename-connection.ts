import { inWorkspace } from '@patchbay/db/in-workspace'
import { connection } from '@patchbay/db/schema'
import { and, eq, isNull } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'
import { connectionName } from './connection-name.ts'

/** Flows name a connection by its id, so nothing of theirs changes. */
export async function renameConnection(
  ctx: CoreContext,
  principal: Principal,
  input: { connectionId: string; name: string },
): Promise<Result<null>> {
  const allowed = authorise(principal, 'connection.rename')
  if (!allowed.ok) return allowed
  const name = connectionName(input.name)
  if (!name.ok) return name
  const { workspaceId } = principal
  const renamed = await inWorkspace(ctx.db, workspaceId, async (tx) => {
    const [found] = await tx
      .update(connection)
      .set({ name: name.value })
      .where(and(eq(connection.id, input.connectionId), isNull(connection.revokedAt)))
      .returning({ id: connection.id })
    if (found === undefined) return false
    await writeAudit(tx, principal, {
      action: 'connection.rename',
      subjectKind: 'connection',
      subjectId: found.id,
      detail: { name: name.value },
    })
    return true
  })
  if (!renamed) return fail('not_found', 'This connection does not exist in this workspace.')
  ctx.notify('patchbay_live', `${workspaceId}:connection:${input.connectionId}`)
  return ok(null)
}
