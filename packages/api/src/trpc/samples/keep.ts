import { keepSample } from '@patchbay/core/samples/keep-sample'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'
import { SampleChoice } from './choice.ts'

const Input = z.object({
  flowId: z.uuid(),
  name: z.string(),
  from: SampleChoice,
  /** By step id, from a test: kept with the event. */
  outputs: z.record(z.string(), z.json()).optional(),
})

export const keep = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await keepSample(ctx.core, ctx.principal, input)))
