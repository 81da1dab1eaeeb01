import { acceptInvite } from '@patchbay/core/people/invites/accept-invite'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { personProcedure } from '../init.ts'

const Input = z.object({ id: z.string().max(64), key: z.string().max(200).nullish() })

export const accept = personProcedure
  .input(Input)
  .mutation(async ({ ctx, input }) =>
    unwrap(await acceptInvite(ctx.core, ctx.person, { inviteId: input.id, key: input.key })),
  )
