import { listFlows } from '@patchbay/core/flows/list-flows'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

export const list = procedure.query(async ({ ctx }) => unwrap(await listFlows(ctx.core, ctx.principal)))
