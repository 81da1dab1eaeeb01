import { startFlow } from '@patchbay/core/inbox/start-flow'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ id: z.uuid(), form: z.record(z.string(), z.json()) })

export const start = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) =>
    unwrap(await startFlow(ctx.core, ctx.principal, { flowId: input.id, form: input.form, origin: 'manual' })),
  )
