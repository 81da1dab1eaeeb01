import { goLive } from '@patchbay/core/flows/go-live'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({
  id: z.uuid(),
  revision: z.int(),
  /** By the id of the sandbox connection, the live one. */
  pairs: z.record(z.uuid(), z.uuid()),
  note: z.string().max(500).optional(),
  /** Whether what others changed goes live too. */
  withOthers: z.boolean().optional(),
})

export const goLiveProcedure = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await goLive(ctx.core, ctx.principal, { ...input, flowId: input.id })))
