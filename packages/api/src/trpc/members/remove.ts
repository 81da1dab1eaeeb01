import { removeMember } from '@patchbay/core/people/remove-member'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ userId: z.uuid(), revokeKeys: z.boolean().optional() })

export const remove = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await removeMember(ctx.core, ctx.principal, input)))
