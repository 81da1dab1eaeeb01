import { confirmErasure } from '@patchbay/core/erasure/request-erasure'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

export const confirm = procedure
  .input(z.object({ id: z.uuid() }))
  .mutation(async ({ ctx, input }) => unwrap(await confirmErasure(ctx.core, ctx.principal, input)))
