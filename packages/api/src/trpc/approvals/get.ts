import { getApproval } from '@patchbay/core/waits/list-approvals'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ id: z.uuid() })

export const get = procedure
  .input(Input)
  .query(async ({ ctx, input }) => unwrap(await getApproval(ctx.core, ctx.principal, { approvalId: input.id })))
