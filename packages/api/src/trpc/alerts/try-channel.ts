import { tryAlertChannel } from '@patchbay/core/alerts/try-alert-channel'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ channelId: z.uuid() })

export const tryChannel = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await tryAlertChannel(ctx.core, ctx.principal, input)))
