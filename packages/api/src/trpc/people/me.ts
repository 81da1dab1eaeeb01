import { getMe } from '@patchbay/core/people/get-me'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

export const me = procedure.query(async ({ ctx }) => {
  const { id, name, email, emailVerified } = ctx.person ?? {
    id: '',
    name: ctx.principal.name,
    email: '',
    emailVerified: false,
  }
  return { user: { id, name, email, emailVerified }, ...unwrap(await getMe(ctx.core, ctx.principal)) }
})
