import { listRunItems } from '@patchbay/core/runs/list-run-items'
import { PRESSING } from '@patchbay/core/runs/run-progress'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({
  runId: z.uuid(),
  stepId: z.string().max(80),
  within: z.string().max(200).optional(),
  states: z.array(z.enum(PRESSING)).max(PRESSING.length).optional(),
  cursor: z.int().nullish(),
  limit: z.int().min(1).max(200).optional(),
})

/** The items of a loop or the passes of a repeat, a page at a time. */
export const items = procedure
  .input(Input)
  .query(async ({ ctx, input }) => unwrap(await listRunItems(ctx.core, ctx.principal, input)))
