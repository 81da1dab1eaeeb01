import { newId } from '@patchbay/db/ids'
import { inWorkspace } from '@patchbay/db/in-workspace'
import { alertMute, connection, flow } from '@patchbay/db/schema'
import { eq, sql } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import { fail, ok, type Result } from '../result.ts'

type Mute = { subjectId: string; forEverybody: boolean; until: Date | null }

/** No alerts about a flow or a connection: for the asking person, or for everybody and every channel. */
export async function muteAlerts(ctx: CoreContext, principal: Principal, mute: Mute): Promise<Result<{ id: string }>> {
  const allowed = authorise(principal, mute.forEverybody ? 'alert.mute' : 'alert.read')
  if (!allowed.ok) return allowed
  if (principal.kind !== 'user') return fail('forbidden', 'Sign in to mute alerts.')
  const { workspaceId } = principal
  const userId = mute.forEverybody ? null : principal.userId
  return inWorkspace(ctx.db, workspaceId, async (tx) => {
    const { subjectId, until } = mute
    const flows = await tx.select({ id: flow.id }).from(flow).where(eq(flow.id, subjectId))
    const connections = await tx.select({ id: connection.id }).from(connection).where(eq(connection.id, subjectId))
    if (flows.length + connections.length === 0) return fail('not_found', 'There is no such flow or connection here.')
    const [kept] = await tx
      .insert(alertMute)
      .values({ id: newId(), workspaceId, subjectId, userId, until, mutedBy: principal.name })
      .onConflictDoUpdate({
        target: [alertMute.workspaceId, alertMute.subjectId, alertMute.userId],
        set: { until: sql`excluded.until`, mutedBy: principal.name },
      })
      .returning({ id: alertMute.id })
    if (kept === undefined) throw new Error('a mute that was written has no row')
    if (mute.forEverybody) {
      await writeAudit(tx, principal, {
        action: 'alert.mute',
        subjectKind: flows.length > 0 ? 'flow' : 'connection',
        subjectId,
        detail: { until: until?.toISOString() ?? null },
      })
    }
    return ok({ id: kept.id })
  })
}
