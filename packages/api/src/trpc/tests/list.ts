import { listTests } from '@patchbay/core/tests/list-tests'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ flowId: z.uuid() })

export const list = procedure
  .input(Input)
  .query(async ({ ctx, input }) => unwrap(await listTests(ctx.core, ctx.principal, input)))
