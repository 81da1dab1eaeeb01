import { listErasures } from '@patchbay/core/erasure/list-erasures'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

export const list = procedure.query(async ({ ctx }) => unwrap(await listErasures(ctx.core, ctx.principal)))
