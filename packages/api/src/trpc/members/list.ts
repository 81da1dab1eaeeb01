import { listMembers } from '@patchbay/core/people/list-members'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

export const list = procedure.query(async ({ ctx }) => unwrap(await listMembers(ctx.core, ctx.principal)))
