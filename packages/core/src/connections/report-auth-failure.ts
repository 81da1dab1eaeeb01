import { inWorkspace } from '@patchbay/db/in-workspace'
import type { CoreContext } from '../context.ts'
import { setConnectionState } from './set-connection-state.ts'

/** A vendor refused the credential during a run: the connection says so until it is mended. */
export async function reportAuthFailure(
  ctx: Pick<CoreContext, 'db' | 'notify'>,
  failure: { workspaceId: string; connectionId: string; message: string },
): Promise<void> {
  const { workspaceId, connectionId, message } = failure
  const changed = await inWorkspace(ctx.db, workspaceId, (tx) =>
    setConnectionState(tx, connectionId, { state: 'needs_attention', reason: message }),
  )
  if (changed) ctx.notify('patchbay_live', `${workspaceId}:connection:${connectionId}`)
}
