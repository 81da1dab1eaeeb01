import { lookAtApproval } from '@patchbay/core/waits/look-at-approval'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { openProcedure } from '../init.ts'
import { Token } from './answer-schema.ts'

const Input = z.object({ token: Token })

export const look = openProcedure
  .input(Input)
  .query(async ({ ctx, input }) => unwrap(await lookAtApproval(ctx.core, ctx.person, input)))
