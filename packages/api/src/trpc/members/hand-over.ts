import { handOver } from '@patchbay/core/people/hand-over'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ userId: z.uuid() })

export const handOverTo = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await handOver(ctx.core, ctx.principal, input)))
