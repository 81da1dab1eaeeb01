import { getBulkJob } from '@patchbay/core/bulk/list-bulk-jobs'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ id: z.uuid() })

export const get = procedure
  .input(Input)
  .query(async ({ ctx, input }) => unwrap(await getBulkJob(ctx.core, ctx.principal, input)))
