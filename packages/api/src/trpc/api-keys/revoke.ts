import { revokeApiKey } from '@patchbay/core/api-keys/revoke-api-key'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ id: z.uuid() })

export const revoke = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await revokeApiKey(ctx.core, ctx.principal, { keyId: input.id })))
