import { getRun } from '@patchbay/core/runs/get-run'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ id: z.uuid() })

export const get = procedure
  .input(Input)
  .query(async ({ ctx, input }) => unwrap(await getRun(ctx.core, ctx.principal, { runId: input.id })))
