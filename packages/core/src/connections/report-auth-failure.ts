import { inWorkspace } from '@patchbay/db/in-workspace'
import { connection } from '@patchbay/db/schema'
import { eq } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { setConnectionState } from './set-connection-state.ts'

type AuthFailure = {
  workspaceId: string
  connectionId: string
  /** The one that the refused call went out with; left out, the present one is taken to be meant. */
  secretId?: string | null
  message: string
}

/**
 * A vendor refused the credential during a run: the connection says so until it is mended. `replaced` when the
 * connection has another credential by now, or none: the refusal says nothing about that one, and nothing changes.
 */
export async function reportAuthFailure(
  ctx: Pick<CoreContext, 'db' | 'notify'>,
  failure: AuthFailure,
): Promise<'reported' | 'replaced'> {
  const { workspaceId, connectionId, secretId, message } = failure
  const outcome = await inWorkspace(ctx.db, workspaceId, async (tx) => {
    // Locked, so that a replacement under way comes wholly before or wholly after.
    const [found] = await tx
      .select({ secretId: connection.secretId })
      .from(connection)
      .where(eq(connection.id, connectionId))
      .for('update')
    if (found === undefined || (secretId !== undefined && found.secretId !== secretId)) return 'replaced'
    const changed = await setConnectionState(tx, connectionId, { state: 'needs_attention', reason: message })
    return changed ? 'changed' : 'same'
  })
  if (outcome === 'changed') ctx.notify('patchbay_live', `${workspaceId}:connection:${connectionId}`)
  return outcome === 'replaced' ? 'replaced' : 'reported'
}
