import { testConnection } from '@patchbay/core/connections/test-connection'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ id: z.uuid() })

export const test = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await testConnection(ctx.core, ctx.principal, { connectionId: input.id })))
