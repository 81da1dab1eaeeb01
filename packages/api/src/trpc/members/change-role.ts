import { changeRole } from '@patchbay/core/people/change-role'
import { ROLES } from '@patchbay/core/people/permissions'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ userId: z.uuid(), role: z.enum(ROLES) })

export const changeMemberRole = procedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await changeRole(ctx.core, ctx.principal, input)))
