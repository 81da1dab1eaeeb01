import { getRunItem } from '@patchbay/core/runs/get-run-item'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ runId: z.uuid(), iteration: z.string().min(1).max(200) })

/** The steps that ran in one item of a loop or one pass of a repeat. */
export const item = procedure
  .input(Input)
  .query(async ({ ctx, input }) => unwrap(await getRunItem(ctx.core, ctx.principal, input)))
