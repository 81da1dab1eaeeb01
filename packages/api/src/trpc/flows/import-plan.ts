import { planImport } from '@patchbay/core/flows/plan-import'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ file: z.unknown() })

export const importPlan = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await planImport(ctx.core, ctx.principal, { file: input.file })))
