import { muteAlerts } from '@patchbay/core/alerts/mute-alerts'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ subjectId: z.uuid(), forEverybody: z.boolean(), until: z.date().nullable() })

export const mute = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await muteAlerts(ctx.core, ctx.principal, input)))
