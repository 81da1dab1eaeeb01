import { previewEdit } from '@patchbay/core/problems/preview-edit'
import { mappingSchema } from '@patchbay/flow/mapping-schema'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'
import { causeId } from './problem-state.ts'

const Input = z.object({
  cause: causeId,
  fields: z.record(z.string().max(200), mappingSchema),
  problemIds: z.array(z.uuid()).max(1000).optional(),
})

export const previewEditProcedure = procedure
  .input(Input)
  .query(async ({ ctx, input }) => unwrap(await previewEdit(ctx.core, ctx.principal, input)))
