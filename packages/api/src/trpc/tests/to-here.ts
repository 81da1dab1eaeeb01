import { startTest } from '@patchbay/core/tests/start-test'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'
import { HereRequest } from './request.ts'

/** Begins a test of all steps up to one; `tests.get` tells how far it is. */
export const toHere = procedure.input(HereRequest).mutation(async ({ ctx, input }) => {
  const request = { ...input, scope: 'here' as const, connectionId: null, input: null }
  return unwrap(await startTest(ctx.core, ctx.principal, request))
})
