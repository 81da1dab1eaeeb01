import { DELIVERY_STATES, listDeliveries } from '@patchbay/core/deliveries/list-deliveries'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({
  states: z.array(z.enum(DELIVERY_STATES)).optional(),
  flowId: z.uuid().optional(),
  text: z.string().max(200).optional(),
  cursor: z.string().max(200).nullish(),
  limit: z.int().min(1).max(200).optional(),
})

export const list = procedure
  .input(Input)
  .query(async ({ ctx, input }) => unwrap(await listDeliveries(ctx.core, ctx.principal, input)))
