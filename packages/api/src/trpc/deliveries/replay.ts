import { replayDelivery } from '@patchbay/core/inbox/replay-delivery'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ id: z.uuid() })

export const replay = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await replayDelivery(ctx.core, ctx.principal, { deliveryId: input.id })))
