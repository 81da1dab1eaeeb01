import { resumeRun } from '@patchbay/core/runs/resume-run'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ id: z.uuid() })

/** `goesOn` is false while a call of before the pause is still under way; the run then goes on by itself. */
export const resume = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await resumeRun(ctx.core, ctx.principal, { runId: input.id })))
