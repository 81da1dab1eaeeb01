import { listApiKeys } from '@patchbay/core/api-keys/list-api-keys'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

export const list = procedure.query(async ({ ctx }) => unwrap(await listApiKeys(ctx.core, ctx.principal)))
