import { getDocumentation } from '@patchbay/core/flows/get-documentation'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ id: z.uuid() })

export const documentation = procedure
  .input(Input)
  .query(async ({ ctx, input }) => unwrap(await getDocumentation(ctx.core, ctx.principal, { flowId: input.id })))
