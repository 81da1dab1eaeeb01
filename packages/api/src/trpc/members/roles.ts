import { roleTable } from '@patchbay/core/people/role-table'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

export const roles = procedure.query(async ({ ctx }) => unwrap(await roleTable(ctx.principal)))
