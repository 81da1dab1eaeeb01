import { inWorkspace } from '@patchbay/db/in-workspace'
import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import type { Result } from '../result.ts'
import { bringInAgain } from './bring-in-again.ts'
import { type MayRepeat, oncePerKey } from './once-per-key.ts'

/** Replays an event with all that it held: see `bringInAgain`. */
export async function replayDelivery(
  ctx: CoreContext,
  principal: Principal,
  input: MayRepeat & { deliveryId: string },
): Promise<Result<{ deliveryId: string }>> {
  const allowed = authorise(principal, 'delivery.replay')
  if (!allowed.ok) return allowed
  const { deliveryId, idempotencyKey } = input
  const audit = { action: 'delivery.replay', subjectKind: 'delivery', subjectId: deliveryId } as const
  const asked = { by: principal, action: 'delivery.replay', request: { deliveryId }, idempotencyKey } as const
  const replayed = await inWorkspace(ctx.db, principal.workspaceId, (tx) =>
    oncePerKey(tx, asked, () => bringInAgain(tx, principal, { deliveryId, audit })),
  )
  if (replayed.ok) ctx.notify('patchbay_inbox', 'delivery')
  return replayed
}
