import { listRuns } from '@patchbay/core/runs/list-runs'
import { RUN_STATES } from '@patchbay/core/runs/run-states'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({
  flowId: z.uuid().optional(),
  states: z.array(z.enum(RUN_STATES)).optional(),
  from: z.date().optional(),
  to: z.date().optional(),
  text: z.string().max(200).optional(),
  cursor: z.string().max(200).nullish(),
  limit: z.int().min(1).max(200).optional(),
})

export const list = procedure
  .input(Input)
  .query(async ({ ctx, input }) => unwrap(await listRuns(ctx.core, ctx.principal, input)))
