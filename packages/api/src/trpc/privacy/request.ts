import { requestErasure } from '@patchbay/core/erasure/request-erasure'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ kind: z.enum(['email', 'id']), value: z.string() })

export const request = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await requestErasure(ctx.core, ctx.principal, input)))
