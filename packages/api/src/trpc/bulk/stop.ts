import { stopBulkJob } from '@patchbay/core/bulk/stop-bulk-job'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ id: z.uuid() })

export const stop = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await stopBulkJob(ctx.core, ctx.principal, input)))
