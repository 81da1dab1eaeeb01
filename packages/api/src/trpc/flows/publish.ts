import { publishFlow } from '@patchbay/core/flows/publish-flow'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({
  id: z.uuid(),
  revision: z.int(),
  note: z.string().max(500).optional(),
  /** Ids of `draftChanges`; what is not included stays in the draft. */
  include: z.union([z.literal('all'), z.array(z.string()).max(5000)]).default('all'),
})

export const publish = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) =>
    unwrap(await publishFlow(ctx.core, ctx.principal, { ...input, flowId: input.id })),
  )
