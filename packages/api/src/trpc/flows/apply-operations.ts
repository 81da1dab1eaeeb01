import { applyOperations } from '@patchbay/core/flows/apply-operations'
import type { Operation } from '@patchbay/flow/operations'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({
  id: z.uuid(),
  revision: z.int(),
  operations: z.array(z.custom<Operation>()).max(500),
  batchId: z.uuid().optional(),
})

export const applyOperationsProcedure = procedure.input(Input).mutation(async ({ ctx, input }) =>
  unwrap(
    await applyOperations(ctx.core, ctx.principal, {
      flowId: input.id,
      revision: input.revision,
      operations: input.operations,
      batchId: input.batchId,
    }),
  ),
)
