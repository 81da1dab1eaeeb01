import { listConnectors } from '@patchbay/core/connectors/list-connectors'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

export const list = procedure.query(async ({ ctx }) => unwrap(await listConnectors(ctx.core, ctx.principal)))
