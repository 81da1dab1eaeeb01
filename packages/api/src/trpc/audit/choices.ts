import { auditChoices } from '@patchbay/core/audit/audit-choices'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

export const choices = procedure.query(async ({ ctx }) => unwrap(await auditChoices(ctx.core, ctx.principal)))
