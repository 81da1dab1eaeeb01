import { planRetry } from '@patchbay/core/runs/plan-retry'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ id: z.uuid(), fromStepId: z.string().max(100).nullable() })

export const planRetryProcedure = procedure
  .input(Input)
  .query(async ({ ctx, input }) =>
    unwrap(await planRetry(ctx.core, ctx.principal, { runId: input.id, fromStepId: input.fromStepId })),
  )
