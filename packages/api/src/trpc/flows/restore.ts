import { restoreVersion } from '@patchbay/core/flows/restore-version'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ id: z.uuid(), versionId: z.uuid(), revision: z.int() })

export const restore = procedure.input(Input).mutation(async ({ ctx, input }) =>
  unwrap(
    await restoreVersion(ctx.core, ctx.principal, {
      flowId: input.id,
      versionId: input.versionId,
      revision: input.revision,
    }),
  ),
)
