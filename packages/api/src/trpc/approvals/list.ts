import { listApprovals } from '@patchbay/core/waits/list-approvals'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ state: z.enum(['open', 'over']) })

export const list = procedure
  .input(Input)
  .query(async ({ ctx, input }) => unwrap(await listApprovals(ctx.core, ctx.principal, input)))
