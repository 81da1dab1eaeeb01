import { updateSettings } from '@patchbay/core/workspace/update-settings'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({
  name: z.string().optional(),
  timeZone: z.string().optional(),
  currency: z.string().optional(),
  variables: z.record(z.string(), z.string()).optional(),
  keepSucceededDays: z.number().nullish(),
  keepFailedDays: z.number().nullish(),
  keepPayloadDays: z.number().nullish(),
  keepMetadataDays: z.number().nullish(),
  keepKeyDays: z.number().nullish(),
  runsAtOnce: z.number().optional(),
})

export const update = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await updateSettings(ctx.core, ctx.principal, input)))
