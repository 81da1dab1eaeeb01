import { testStep } from '@patchbay/core/tests/start-test'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'
import { StepRequest } from './request.ts'

/** Tries one step. A write to a live account needs `confirmLive`; without it a conflict tells what to confirm. */
export const step = procedure
  .input(StepRequest)
  .mutation(async ({ ctx, input }) => unwrap(await testStep(ctx.core, ctx.principal, { ...input, scope: 'step' })))
