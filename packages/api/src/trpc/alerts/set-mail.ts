import { setAlertMail } from '@patchbay/core/alerts/set-alert-mail'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'
import { AlertKinds } from './kinds.ts'

const Input = z.object({ mail: AlertKinds, mutedUntil: z.date().nullable() })

export const setMail = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await setAlertMail(ctx.core, ctx.principal, input)))
