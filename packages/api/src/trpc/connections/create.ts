import { createConnection } from '@patchbay/core/connections/create-connection'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({
  connector: z.string(),
  name: z.string(),
  environment: z.enum(['live', 'sandbox']),
  values: z.record(z.string(), z.json()),
})

export const create = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await createConnection(ctx.core, ctx.principal, input)))
