import { listAlerts } from '@patchbay/core/alerts/list-alerts'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

export const list = procedure.query(async ({ ctx }) => unwrap(await listAlerts(ctx.core, ctx.principal)))
