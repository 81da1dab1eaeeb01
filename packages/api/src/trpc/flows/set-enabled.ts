import { setFlowEnabled } from '@patchbay/core/flows/set-flow-enabled'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({
  id: z.uuid(),
  enabled: z.boolean(),
  reason: z.string().max(500).optional(),
  newEvents: z.enum(['hold', 'refuse']).optional(),
})

export const setEnabled = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) =>
    unwrap(await setFlowEnabled(ctx.core, ctx.principal, { ...input, flowId: input.id })),
  )
