import { startFlow } from '@patchbay/core/inbox/start-flow'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'
import { requestKey } from '../request-key.ts'

const Input = z.object({ id: z.uuid(), form: z.record(z.string(), z.json()), idempotencyKey: requestKey })

export const start = procedure
  .input(Input)
  .mutation(async ({ ctx, input: { id, ...input } }) =>
    unwrap(await startFlow(ctx.core, ctx.principal, { flowId: id, ...input, origin: 'manual' })),
  )
