import { getOptions } from '@patchbay/core/lookups/get-options'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({
  connector: z.string().min(1).max(60),
  connectionId: z.uuid(),
  lookup: z.string().min(1).max(60),
  params: z.record(z.string(), z.json()),
  search: z.string().max(200),
  cursor: z.string().max(2_000).nullable(),
})

/** One page of a drop-down. A query: it changes nothing. */
export const options = procedure
  .input(Input)
  .query(async ({ ctx, input }) => unwrap(await getOptions(ctx.core, ctx.principal, input)))
