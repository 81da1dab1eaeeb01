import { getLastTest } from '@patchbay/core/tests/list-tests'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ flowId: z.uuid(), stepId: z.string().min(1).max(60) })

export const last = procedure
  .input(Input)
  .query(async ({ ctx, input }) => unwrap(await getLastTest(ctx.core, ctx.principal, input)))
