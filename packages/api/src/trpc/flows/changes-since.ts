import { getChangesSince } from '@patchbay/core/flows/get-changes-since'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ id: z.uuid(), revision: z.int() })

export const changesSince = procedure
  .input(Input)
  .query(async ({ ctx, input }) =>
    unwrap(await getChangesSince(ctx.core, ctx.principal, { flowId: input.id, revision: input.revision })),
  )
