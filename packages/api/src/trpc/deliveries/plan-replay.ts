import { planReplay } from '@patchbay/core/deliveries/plan-replay'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ id: z.uuid() })

export const planReplayProcedure = procedure
  .input(Input)
  .query(async ({ ctx, input }) => unwrap(await planReplay(ctx.core, ctx.principal, { deliveryId: input.id })))
