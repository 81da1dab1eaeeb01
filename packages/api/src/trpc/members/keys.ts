import { keysOfMember } from '@patchbay/core/people/keys-of-member'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ userId: z.uuid() })

export const keys = procedure
  .input(Input)
  .query(async ({ ctx, input }) => unwrap(await keysOfMember(ctx.core, ctx.principal, input)))
