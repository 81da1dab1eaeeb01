import { getVersion } from '@patchbay/core/flows/get-version'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ id: z.uuid(), versionId: z.uuid() })

export const version = procedure
  .input(Input)
  .query(async ({ ctx, input }) =>
    unwrap(await getVersion(ctx.core, ctx.principal, { flowId: input.id, versionId: input.versionId })),
  )
