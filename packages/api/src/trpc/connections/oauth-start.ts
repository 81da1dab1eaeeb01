import { startSignIn } from '@patchbay/core/connections/start-sign-in'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({
  connector: z.string(),
  name: z.string(),
  settings: z.record(z.string(), z.json()).default({}),
  /** The connection to sign in anew. */
  connectionId: z.uuid().optional(),
  /** A page of Patchbay's to come back to; left out, the answer comes to a window of its own. */
  returnTo: z.string().max(500).optional(),
})

export const oauthStart = procedure.input(Input).mutation(async ({ ctx, input }) => {
  const { connectionId, returnTo, ...wish } = input
  const optional = { ...(connectionId && { connectionId }), ...(returnTo && { returnTo }) }
  return unwrap(await startSignIn(ctx.core, ctx.principal, { ...wish, ...optional }))
})
