import { revokeInvite } from '@patchbay/core/people/invites/revoke-invite'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ id: z.uuid() })

export const revoke = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await revokeInvite(ctx.core, ctx.principal, { inviteId: input.id })))
