import { listReasons } from '@patchbay/core/problems/list-reasons'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'
import { problemState } from './problem-state.ts'

const Input = z.object({
  state: problemState,
  flowId: z.uuid().optional(),
  connectionId: z.uuid().optional(),
  since: z.date().optional(),
})

export const list = procedure
  .input(Input)
  .query(async ({ ctx, input }) => unwrap(await listReasons(ctx.core, ctx.principal, input)))
