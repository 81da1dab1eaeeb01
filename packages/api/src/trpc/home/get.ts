import { getHome } from '@patchbay/core/home/get-home'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ window: z.enum(['24h', '7d']) })

export const get = procedure
  .input(Input)
  .query(async ({ ctx, input }) => unwrap(await getHome(ctx.core, ctx.principal, input)))
