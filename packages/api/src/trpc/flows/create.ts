import { createFlow } from '@patchbay/core/flows/create-flow'
import type { FlowDocument } from '@patchbay/flow/document'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({
  name: z.string(),
  folder: z.string().nullish(),
  document: z.custom<FlowDocument>().optional(),
})

export const create = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await createFlow(ctx.core, ctx.principal, input)))
