import { listTemplates } from '@patchbay/core/flows/list-templates'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

export const templates = procedure.query(async ({ ctx }) => unwrap(await listTemplates(ctx.core, ctx.principal)))
