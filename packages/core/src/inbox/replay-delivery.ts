import type { CoreContext } from '../context.ts'
import { authorise } from '../people/permissions.ts'
import type { Principal } from '../principal.ts'
import type { Result } from '../result.ts'
import { bringInAgain } from './bring-in-again.ts'

/** Replays an event with all that it held: see `bringInAgain`. */
export async function replayDelivery(
  ctx: CoreContext,
  principal: Principal,
  input: { deliveryId: string },
): Promise<Result<{ deliveryId: string }>> {
  const allowed = authorise(principal, 'delivery.replay')
  if (!allowed.ok) return allowed
  const { deliveryId } = input
  const audit = { action: 'delivery.replay', subjectKind: 'delivery', subjectId: deliveryId } as const
  return bringInAgain(ctx, principal, { deliveryId, audit })
}
