import { askAgain } from '@patchbay/core/decisions/ask-again'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ id: z.uuid() })

export const ask = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await askAgain(ctx.core, ctx.principal, { decisionId: input.id })))
