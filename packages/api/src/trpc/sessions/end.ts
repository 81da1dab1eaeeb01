import { endSession } from '@patchbay/core/people/sessions'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { personProcedure } from '../init.ts'

const Input = z.object({ id: z.uuid() })

export const end = personProcedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await endSession(ctx.core, ctx.person, { sessionId: input.id })))
