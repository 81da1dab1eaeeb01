import { listConnections } from '@patchbay/core/connections/list-connections'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

export const list = procedure.query(async ({ ctx }) => unwrap(await listConnections(ctx.core, ctx.principal)))
