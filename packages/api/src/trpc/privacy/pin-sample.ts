import { pinSample as pin } from '@patchbay/core/samples/kept-samples'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

export const pinSample = procedure
  .input(z.object({ id: z.uuid(), pinned: z.boolean() }))
  .mutation(async ({ ctx, input }) => unwrap(await pin(ctx.core, ctx.principal, input)))
