import { listSessions } from '@patchbay/core/people/sessions'
import { unwrap } from '../core-failure.ts'
import { personProcedure } from '../init.ts'

export const list = personProcedure.query(async ({ ctx }) => unwrap(await listSessions(ctx.core, ctx.person)))
