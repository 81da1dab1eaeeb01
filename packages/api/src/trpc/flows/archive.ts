import { archiveFlow } from '@patchbay/core/flows/archive-flow'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ id: z.uuid() })

export const archive = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await archiveFlow(ctx.core, ctx.principal, { flowId: input.id })))
