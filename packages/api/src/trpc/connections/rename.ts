import { renameConnection } from '@patchbay/core/connections/rename-connection'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ id: z.uuid(), name: z.string() })

export const rename = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) =>
    unwrap(await renameConnection(ctx.core, ctx.principal, { connectionId: input.id, name: input.name })),
  )
