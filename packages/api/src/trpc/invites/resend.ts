import { resendInvite } from '@patchbay/core/people/invites/resend-invite'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ id: z.uuid() })

export const resend = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await resendInvite(ctx.core, ctx.principal, { inviteId: input.id })))
