import { renameSample } from '@patchbay/core/samples/keep-sample'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ flowId: z.uuid(), sampleId: z.string(), name: z.string() })

export const rename = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await renameSample(ctx.core, ctx.principal, input)))
