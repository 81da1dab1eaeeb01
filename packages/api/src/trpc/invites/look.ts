import { lookAtInvite } from '@patchbay/core/people/invites/look-at-invite'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { openProcedure } from '../init.ts'

const Input = z.object({ id: z.string().max(64), key: z.string().max(200).nullish() })

export const look = openProcedure
  .input(Input)
  .query(async ({ ctx, input }) =>
    unwrap(await lookAtInvite(ctx.core, ctx.person, { inviteId: input.id, key: input.key })),
  )
