import { findElsewhere } from '@patchbay/core/workspace/find-elsewhere'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { personProcedure } from '../init.ts'

const Input = z.object({ kind: z.enum(['flow', 'run', 'connection']), id: z.uuid() })

export const elsewhere = personProcedure
  .input(Input)
  .query(async ({ ctx, input }) =>
    unwrap(await findElsewhere(ctx.core, ctx.person, { ...input, here: ctx.principal?.workspaceId ?? null })),
  )
