import { publishFlow } from '@patchbay/core/flows/publish-flow'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ id: z.uuid(), revision: z.int(), note: z.string().max(500).optional() })

export const publish = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) =>
    unwrap(
      await publishFlow(ctx.core, ctx.principal, { flowId: input.id, revision: input.revision, note: input.note }),
    ),
  )
