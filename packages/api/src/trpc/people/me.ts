import { getMe } from '@patchbay/core/people/get-me'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

export const me = procedure.query(async ({ ctx }) => {
  const person = ctx.person ?? { id: '', name: ctx.principal.name, email: '' }
  return { user: person, ...unwrap(await getMe(ctx.core, ctx.principal)) }
})
