import { setConnectionAccess } from '@patchbay/core/connections/set-connection-access'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Access = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('workspace') }),
  z.object({
    kind: z.literal('chosen'),
    roles: z.array(z.string()).max(10),
    userIds: z.array(z.string()).max(500),
  }),
])
const Input = z.object({ id: z.uuid(), who: Access })

export const setAccess = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) =>
    unwrap(await setConnectionAccess(ctx.core, ctx.principal, { connectionId: input.id, access: input.who })),
  )
