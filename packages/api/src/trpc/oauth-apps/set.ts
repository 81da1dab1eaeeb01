import { setOAuthApp } from '@patchbay/core/connections/oauth-apps'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

/** Without a secret the one before stays. */
const Input = z.object({
  connector: z.string(),
  clientId: z.string().max(500),
  clientSecret: z.string().max(2_000).nullable(),
})

export const set = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await setOAuthApp(ctx.core, ctx.principal, input)))
