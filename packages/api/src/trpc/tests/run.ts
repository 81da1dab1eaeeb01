import { startTest } from '@patchbay/core/tests/start-test'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'
import { FlowRequest } from './request.ts'

/** Begins a test of the whole draft; `tests.get` tells how far it is. */
export const run = procedure.input(FlowRequest).mutation(async ({ ctx, input }) => {
  const request = { ...input, scope: 'flow' as const, stepId: null, connectionId: null, input: null }
  return unwrap(await startTest(ctx.core, ctx.principal, request))
})
