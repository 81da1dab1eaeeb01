import { retryRun } from '@patchbay/core/runs/retry-run'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ id: z.uuid(), fromStepId: z.string().max(100).nullish() })

export const retry = procedure
  .input(Input)
  .mutation(async ({ ctx, input: { id, fromStepId } }) =>
    unwrap(await retryRun(ctx.core, ctx.principal, { runId: id, fromStepId })),
  )
