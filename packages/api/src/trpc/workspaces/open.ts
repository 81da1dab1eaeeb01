import { openWorkspace } from '@patchbay/core/workspace/open-workspace'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { personProcedure } from '../init.ts'

const Input = z.object({ id: z.uuid() })

export const open = personProcedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await openWorkspace(ctx.core, ctx.person, { workspaceId: input.id })))
