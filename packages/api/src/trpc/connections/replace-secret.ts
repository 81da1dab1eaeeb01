import { replaceSecret } from '@patchbay/core/connections/replace-secret'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ id: z.uuid(), values: z.record(z.string(), z.json()) })

export const replaceSecretProcedure = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) =>
    unwrap(await replaceSecret(ctx.core, ctx.principal, { connectionId: input.id, values: input.values })),
  )
