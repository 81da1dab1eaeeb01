import { exportFlow } from '@patchbay/core/flows/export-flow'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ id: z.uuid(), what: z.enum(['draft', 'live']).default('draft') })

export const exportProcedure = procedure
  .input(Input)
  .query(async ({ ctx, input }) =>
    unwrap(await exportFlow(ctx.core, ctx.principal, { flowId: input.id, what: input.what })),
  )
