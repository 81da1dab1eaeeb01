import { inWorkspace } from '@patchbay/db/in-workspace'
import { alertChannel } from '@patchbay/db/schema'
import { eq } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'

/** What was queued for it is given up by the worker. */
export async function removeAlertChannel(
  ctx: CoreContext,
  principal: Principal,
  input: { channelId: string },
): Promise<Result<null>> {
  const allowed = authorise(principal, 'alert.channels')
  if (!allowed.ok) return allowed
  const { workspaceId } = principal
  const removed = await inWorkspace(ctx.db, workspaceId, async (tx) => {
    const [row] = await tx.delete(alertChannel).where(eq(alertChannel.id, input.channelId)).returning()
    if (row === undefined) return null
    await writeAudit(tx, principal, {
      action: 'alert.channels',
      subjectKind: 'alert_channel',
      subjectId: row.id,
      detail: { removed: true, name: row.name },
    })
    return row
  })
  if (removed === null) return fail('not_found', 'This channel does not exist in this workspace.')
  await ctx.vault.remove({ workspaceId, secretId: removed.secretId })
  return ok(null)
}
