import { listMyInvites } from '@patchbay/core/people/invites/list-my-invites'
import { unwrap } from '../core-failure.ts'
import { personProcedure } from '../init.ts'

export const mine = personProcedure.query(async ({ ctx }) => unwrap(await listMyInvites(ctx.core, ctx.person)))
