import { importFlow } from '@patchbay/core/flows/import-flow'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({
  file: z.unknown(),
  name: z.string().optional(),
  folder: z.string().nullish(),
  /** By the plan's keys; null for later. */
  connections: z.record(z.string(), z.uuid().nullable()).optional(),
  lookups: z.record(z.string(), z.json()).optional(),
})

export const importProcedure = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await importFlow(ctx.core, ctx.principal, input)))
