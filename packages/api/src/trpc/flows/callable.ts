import { listCallableFlows } from '@patchbay/core/flows/list-callable-flows'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

/** Every flow by name, with what a sub-flow step has to give it where it can be called. */
export const callable = procedure.query(async ({ ctx }) => unwrap(await listCallableFlows(ctx.core, ctx.principal)))
