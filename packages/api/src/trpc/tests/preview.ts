import { previewTest } from '@patchbay/core/tests/preview-test'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'
import { PreviewRequest } from './request.ts'

/** What a test would send, and what it would make real. */
export const preview = procedure
  .input(PreviewRequest)
  .mutation(async ({ ctx, input }) => unwrap(await previewTest(ctx.core, ctx.principal, input)))
