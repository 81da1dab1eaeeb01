import { getRunLog } from '@patchbay/core/runs/get-run-log'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ runId: z.uuid() })

export const log = procedure
  .input(Input)
  .query(async ({ ctx, input }) => unwrap(await getRunLog(ctx.core, ctx.principal, input)))
