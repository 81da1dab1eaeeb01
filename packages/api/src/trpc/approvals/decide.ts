import { decideApproval } from '@patchbay/core/waits/decide-approval'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'
import { Answer } from './answer-schema.ts'

const Input = Answer.extend({ id: z.uuid() })

export const decide = procedure
  .input(Input)
  .mutation(async ({ ctx, input: { id, ...answer } }) =>
    unwrap(await decideApproval(ctx.core, ctx.principal, { approvalId: id, ...answer })),
  )
