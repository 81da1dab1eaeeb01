import { listDecisions } from '@patchbay/core/decisions/list-decisions'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ state: z.enum(['open', 'decided']) })

export const list = procedure
  .input(Input)
  .query(async ({ ctx, input }) => unwrap(await listDecisions(ctx.core, ctx.principal, input)))
