import { createInvites } from '@patchbay/core/people/invites/create-invites'
import { ROLES } from '@patchbay/core/people/permissions'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ emails: z.array(z.string()).max(50), role: z.enum(ROLES), note: z.string().nullish() })

export const create = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await createInvites(ctx.core, ctx.principal, input)))
