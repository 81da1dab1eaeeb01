import { getRunWaits } from '@patchbay/core/waits/get-run-waits'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ runId: z.uuid() })

export const ofRun = procedure
  .input(Input)
  .query(async ({ ctx, input }) => unwrap(await getRunWaits(ctx.core, ctx.principal, input)))
