import { getDelivery } from '@patchbay/core/deliveries/get-delivery'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ id: z.uuid() })

export const get = procedure
  .input(Input)
  .query(async ({ ctx, input }) => unwrap(await getDelivery(ctx.core, ctx.principal, { deliveryId: input.id })))
