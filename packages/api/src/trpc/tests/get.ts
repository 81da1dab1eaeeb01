import { getTestRun } from '@patchbay/core/tests/get-test-run'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ testRunId: z.uuid() })

export const get = procedure
  .input(Input)
  .query(async ({ ctx, input }) => unwrap(await getTestRun(ctx.core, ctx.principal, input)))
