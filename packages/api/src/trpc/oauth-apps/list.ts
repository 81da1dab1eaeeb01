import { listOAuthApps } from '@patchbay/core/connections/oauth-apps'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

export const list = procedure.query(async ({ ctx }) => unwrap(await listOAuthApps(ctx.core, ctx.principal)))
