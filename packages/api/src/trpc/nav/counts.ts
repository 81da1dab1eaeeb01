import { getNavCounts } from '@patchbay/core/nav/get-nav-counts'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

export const counts = procedure.query(async ({ ctx }) => unwrap(await getNavCounts(ctx.core, ctx.principal)))
