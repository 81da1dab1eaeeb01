import { inWorkspace } from '@patchbay/db/in-workspace'
import { connection } from '@patchbay/db/schema'
import { eq } from 'drizzle-orm'
import type { CoreContext } from '../context.ts'
import { setConnectionState } from './set-connection-state.ts'

/**
 * A call got past the door with a credential that nobody had seen work: now somebody has. The reconciler finds the steps that
 * are still held for it. Of another credential than the present one it says nothing.
 */
export async function reportAccepted(
  ctx: Pick<CoreContext, 'db' | 'notify'>,
  call: { workspaceId: string; connectionId: string; secretId: string | null },
): Promise<void> {
  const { workspaceId, connectionId, secretId } = call
  const changed = await inWorkspace(ctx.db, workspaceId, async (tx) => {
    const [found] = await tx
      .select({ secretId: connection.secretId })
      .from(connection)
      .where(eq(connection.id, connectionId))
      .for('update')
    if (found === undefined || found.secretId !== secretId) return false
    return setConnectionState(tx, connectionId, { state: 'working', reason: null, onlyFrom: 'untested' })
  })
  if (changed) ctx.notify('patchbay_live', `${workspaceId}:connection:${connectionId}`)
}
