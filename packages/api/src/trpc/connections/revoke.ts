import { revokeConnection } from '@patchbay/core/connections/revoke-connection'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ id: z.uuid() })

export const revoke = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) =>
    unwrap(await revokeConnection(ctx.core, ctx.principal, { connectionId: input.id })),
  )
