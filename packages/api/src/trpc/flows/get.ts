import { getFlow } from '@patchbay/core/flows/get-flow'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ id: z.uuid() })

export const get = procedure
  .input(Input)
  .query(async ({ ctx, input }) => unwrap(await getFlow(ctx.core, ctx.principal, { flowId: input.id })))
