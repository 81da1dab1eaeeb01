import { organiseFlow } from '@patchbay/core/flows/organise-flow'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ id: z.uuid(), name: z.string() })

export const rename = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) =>
    unwrap(await organiseFlow(ctx.core, ctx.principal, { flowId: input.id, name: input.name })),
  )
