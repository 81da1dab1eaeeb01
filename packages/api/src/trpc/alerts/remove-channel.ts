import { removeAlertChannel } from '@patchbay/core/alerts/remove-alert-channel'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ channelId: z.uuid() })

export const removeChannel = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await removeAlertChannel(ctx.core, ctx.principal, input)))
