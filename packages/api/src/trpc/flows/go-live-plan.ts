import { planGoLive } from '@patchbay/core/flows/plan-go-live'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ id: z.uuid() })

export const goLivePlan = procedure
  .input(Input)
  .query(async ({ ctx, input }) => unwrap(await planGoLive(ctx.core, ctx.principal, { flowId: input.id })))
