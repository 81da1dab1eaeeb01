import { runAgain } from '@patchbay/core/runs/run-again'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'
import { requestKey } from '../request-key.ts'

const Input = z.object({
  id: z.uuid(),
  versionId: z.uuid().optional(),
  reuse: z.boolean().optional(),
  idempotencyKey: requestKey,
})

export const again = procedure
  .input(Input)
  .mutation(async ({ ctx, input: { id, ...input } }) =>
    unwrap(await runAgain(ctx.core, ctx.principal, { runId: id, ...input })),
  )
