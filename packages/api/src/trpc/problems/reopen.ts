import { reopenReason } from '@patchbay/core/problems/dismiss-reason'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'
import { causeId } from './problem-state.ts'

const Input = z.object({ cause: causeId, problemIds: z.array(z.uuid()).max(1000).optional() })

export const reopen = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await reopenReason(ctx.core, ctx.principal, input)))
