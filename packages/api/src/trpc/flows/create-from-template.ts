import { createFromTemplate } from '@patchbay/core/flows/create-from-template'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({
  templateId: z.string(),
  name: z.string().optional(),
  /** By the keys of the template's `connections`; null for later. */
  connections: z.record(z.string(), z.uuid().nullable()).optional(),
})

export const createFromTemplateProcedure = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await createFromTemplate(ctx.core, ctx.principal, input)))
