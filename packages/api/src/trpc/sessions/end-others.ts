import { endOtherSessions } from '@patchbay/core/people/sessions'
import { unwrap } from '../core-failure.ts'
import { personProcedure } from '../init.ts'

export const endOthers = personProcedure.mutation(async ({ ctx }) =>
  unwrap(await endOtherSessions(ctx.core, ctx.person)),
)
