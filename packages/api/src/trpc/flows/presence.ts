import { tellPresence } from '@patchbay/core/flows/tell-presence'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({
  id: z.uuid(),
  cursor: z.object({ x: z.number(), y: z.number() }).nullable(),
  stepId: z.string().max(80).nullable(),
  gone: z.boolean().optional(),
})

export const presence = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) =>
    unwrap(await tellPresence(ctx.core, ctx.principal, { ...input, flowId: input.id })),
  )
