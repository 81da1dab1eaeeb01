import { listCallers } from '@patchbay/core/waits/list-callers'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ flowId: z.uuid() })

export const callers = procedure
  .input(Input)
  .query(async ({ ctx, input }) => unwrap(await listCallers(ctx.core, ctx.principal, input)))
