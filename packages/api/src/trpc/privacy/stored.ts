import { getStoredData } from '@patchbay/core/workspace/get-stored-data'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

export const stored = procedure.query(async ({ ctx }) => unwrap(await getStoredData(ctx.core, ctx.principal)))
