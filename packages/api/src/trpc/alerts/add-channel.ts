import { addAlertChannel } from '@patchbay/core/alerts/add-alert-channel'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'
import { AlertKinds } from './kinds.ts'

const Input = z.object({
  kind: z.enum(['slack', 'webhook']),
  name: z.string().trim().min(1).max(80),
  url: z.string().trim().max(2000),
  alerts: AlertKinds.min(1),
})

export const addChannel = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await addAlertChannel(ctx.core, ctx.principal, input)))
