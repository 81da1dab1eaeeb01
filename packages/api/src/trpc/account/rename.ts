import { changeName } from '@patchbay/core/people/change-name'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { personProcedure } from '../init.ts'

const Input = z.object({ name: z.string() })

export const rename = personProcedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await changeName(ctx.core, ctx.person, input)))
