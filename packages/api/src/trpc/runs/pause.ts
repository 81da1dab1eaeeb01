import { pauseRun } from '@patchbay/core/runs/pause-run'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ id: z.uuid() })

export const pause = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await pauseRun(ctx.core, ctx.principal, { runId: input.id })))
