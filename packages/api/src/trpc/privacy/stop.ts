import { stopErasure } from '@patchbay/core/erasure/request-erasure'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

export const stop = procedure
  .input(z.object({ id: z.uuid() }))
  .mutation(async ({ ctx, input }) => unwrap(await stopErasure(ctx.core, ctx.principal, input)))
