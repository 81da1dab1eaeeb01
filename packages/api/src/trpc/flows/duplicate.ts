import { duplicateFlow } from '@patchbay/core/flows/duplicate-flow'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ id: z.uuid(), name: z.string().optional() })

export const duplicate = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) =>
    unwrap(await duplicateFlow(ctx.core, ctx.principal, { flowId: input.id, name: input.name })),
  )
