import { getDraftChanges } from '@patchbay/core/flows/get-draft-changes'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ id: z.uuid() })

export const draftChanges = procedure
  .input(Input)
  .query(async ({ ctx, input }) => unwrap(await getDraftChanges(ctx.core, ctx.principal, { flowId: input.id })))
