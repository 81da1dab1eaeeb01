import { listStepHistory } from '@patchbay/core/problems/list-step-history'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ runId: z.uuid(), stepRunId: z.uuid() })

export const stepHistory = procedure
  .input(Input)
  .query(async ({ ctx, input }) => unwrap(await listStepHistory(ctx.core, ctx.principal, input)))
