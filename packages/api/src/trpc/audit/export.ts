import { exportAudit } from '@patchbay/core/audit/export-audit'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'
import { Filters } from './filters.ts'

const Input = Filters.extend({ format: z.enum(['csv', 'json']) })

export const exportLog = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await exportAudit(ctx.core, ctx.principal, input)))
