import { listAudit } from '@patchbay/core/audit/list-audit'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'
import { Filters } from './filters.ts'

const Input = Filters.extend({
  cursor: z.string().max(200).nullish(),
  limit: z.number().int().min(1).max(200).optional(),
})

export const list = procedure
  .input(Input)
  .query(async ({ ctx, input }) => unwrap(await listAudit(ctx.core, ctx.principal, input)))
