import { listVersions } from '@patchbay/core/flows/list-versions'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ id: z.uuid() })

export const versions = procedure
  .input(Input)
  .query(async ({ ctx, input }) => unwrap(await listVersions(ctx.core, ctx.principal, { flowId: input.id })))
