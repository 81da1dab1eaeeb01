import { getSettings } from '@patchbay/core/workspace/get-settings'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

export const get = procedure.query(async ({ ctx }) => unwrap(await getSettings(ctx.core, ctx.principal)))
