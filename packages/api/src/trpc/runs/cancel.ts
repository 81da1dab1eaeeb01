import { cancelRun } from '@patchbay/core/runs/cancel-run'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

/** `undo`: once it has stopped, what has an undo is undone. */
const Input = z.object({ id: z.uuid(), undo: z.boolean().optional() })

export const cancel = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) =>
    unwrap(await cancelRun(ctx.core, ctx.principal, { runId: input.id, undo: input.undo })),
  )
