import { listInvites } from '@patchbay/core/people/invites/list-invites'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

export const list = procedure.query(async ({ ctx }) => unwrap(await listInvites(ctx.core, ctx.principal)))
