import { cancelRun } from '@patchbay/core/runs/cancel-run'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ id: z.uuid() })

export const cancel = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await cancelRun(ctx.core, ctx.principal, { runId: input.id })))
