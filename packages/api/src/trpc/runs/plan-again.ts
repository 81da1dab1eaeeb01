import { planAgain } from '@patchbay/core/runs/plan-again'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ id: z.uuid(), versionId: z.uuid(), reuse: z.boolean() })

export const planAgainProcedure = procedure
  .input(Input)
  .query(async ({ ctx, input: { id, ...input } }) =>
    unwrap(await planAgain(ctx.core, ctx.principal, { runId: id, ...input })),
  )
