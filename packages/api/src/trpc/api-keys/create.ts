import { createApiKey } from '@patchbay/core/api-keys/create-api-key'
import { SCOPES } from '@patchbay/core/people/permissions'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ name: z.string(), scopes: z.array(z.enum(SCOPES)), expiresAt: z.date().nullish() })

export const create = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await createApiKey(ctx.core, ctx.principal, input)))
