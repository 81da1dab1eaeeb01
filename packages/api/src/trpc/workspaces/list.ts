import { listWorkspaces } from '@patchbay/core/workspace/open-workspace'
import { unwrap } from '../core-failure.ts'
import { personProcedure } from '../init.ts'

export const list = personProcedure.query(async ({ ctx }) => unwrap(await listWorkspaces(ctx.core, ctx.person)))
