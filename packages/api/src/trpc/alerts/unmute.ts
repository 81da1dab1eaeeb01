import { unmuteAlerts } from '@patchbay/core/alerts/unmute-alerts'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ muteId: z.uuid() })

export const unmute = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await unmuteAlerts(ctx.core, ctx.principal, input)))
