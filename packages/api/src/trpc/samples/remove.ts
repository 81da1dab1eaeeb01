import { removeSample } from '@patchbay/core/samples/keep-sample'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ flowId: z.uuid(), sampleId: z.string() })

export const remove = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await removeSample(ctx.core, ctx.principal, input)))
