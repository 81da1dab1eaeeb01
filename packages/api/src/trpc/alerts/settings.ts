import { getAlertSettings } from '@patchbay/core/alerts/get-alert-settings'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

export const settings = procedure.query(async ({ ctx }) => unwrap(await getAlertSettings(ctx.core, ctx.principal)))
