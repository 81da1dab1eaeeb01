import { replayDelivery } from '@patchbay/core/inbox/replay-delivery'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'
import { requestKey } from '../request-key.ts'

const Input = z.object({ id: z.uuid(), idempotencyKey: requestKey })

export const replay = procedure
  .input(Input)
  .mutation(async ({ ctx, input: { id, idempotencyKey } }) =>
    unwrap(await replayDelivery(ctx.core, ctx.principal, { deliveryId: id, idempotencyKey })),
  )
