import { listSamples } from '@patchbay/core/samples/list-samples'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ flowId: z.uuid() })

export const list = procedure
  .input(Input)
  .query(async ({ ctx, input }) => unwrap(await listSamples(ctx.core, ctx.principal, input)))
