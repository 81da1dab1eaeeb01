import { listBulkJobs } from '@patchbay/core/bulk/list-bulk-jobs'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

export const list = procedure.query(async ({ ctx }) => unwrap(await listBulkJobs(ctx.core, ctx.principal)))
