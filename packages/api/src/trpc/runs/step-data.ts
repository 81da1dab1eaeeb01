import { getStepData } from '@patchbay/core/runs/get-step-data'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ runId: z.uuid(), stepRunId: z.uuid() })

export const stepData = procedure
  .input(Input)
  .query(async ({ ctx, input }) => unwrap(await getStepData(ctx.core, ctx.principal, input)))
