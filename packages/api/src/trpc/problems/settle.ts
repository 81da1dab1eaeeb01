import { settleStep } from '@patchbay/core/problems/settle-step'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({
  runId: z.uuid(),
  stepRunId: z.uuid().nullable(),
  act: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('retry') }),
    z.object({ kind: z.literal('edit'), input: z.record(z.string(), z.json()) }),
    z.object({ kind: z.literal('supply'), output: z.json() }),
    z.object({ kind: z.literal('skip') }),
  ]),
  note: z.string().max(1000).optional(),
})

export const settle = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await settleStep(ctx.core, ctx.principal, input)))
