import { setWebhookSecret } from '@patchbay/core/flows/set-webhook-secret'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ id: z.uuid(), secret: z.string().min(8).max(500) })

export const setWebhookSecretProcedure = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) =>
    unwrap(await setWebhookSecret(ctx.core, ctx.principal, { flowId: input.id, secret: input.secret })),
  )
