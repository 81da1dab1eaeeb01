import { listKeptSamples } from '@patchbay/core/samples/kept-samples'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

export const samples = procedure.query(async ({ ctx }) => unwrap(await listKeptSamples(ctx.core, ctx.principal)))
