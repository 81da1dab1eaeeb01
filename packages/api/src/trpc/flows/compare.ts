import { compareVersions } from '@patchbay/core/flows/compare-versions'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({
  id: z.uuid(),
  from: z.union([z.uuid(), z.literal('draft')]),
  to: z.union([z.uuid(), z.literal('draft')]),
})

export const compare = procedure
  .input(Input)
  .query(async ({ ctx, input }) =>
    unwrap(await compareVersions(ctx.core, ctx.principal, { flowId: input.id, from: input.from, to: input.to })),
  )
