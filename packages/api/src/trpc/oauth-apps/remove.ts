import { removeOAuthApp } from '@patchbay/core/connections/oauth-apps'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ connector: z.string() })

export const remove = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await removeOAuthApp(ctx.core, ctx.principal, input)))
