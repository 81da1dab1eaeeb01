import { createInviteLink } from '@patchbay/core/people/invites/create-invite-link'
import { ROLES } from '@patchbay/core/people/permissions'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ role: z.enum(ROLES) })

export const createLink = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await createInviteLink(ctx.core, ctx.principal, input)))
