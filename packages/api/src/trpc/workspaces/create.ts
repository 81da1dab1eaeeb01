import { addWorkspace } from '@patchbay/core/workspace/add-workspace'
import { z } from 'zod'
import { toTrpcError, unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'

const Input = z.object({ name: z.string(), timeZone: z.string(), currency: z.string() })

export const create = procedure.input(Input).mutation(async ({ ctx, input }) => {
  const { person, principal } = ctx
  if (person === null) throw toTrpcError({ code: 'unauthenticated', message: 'Sign in to create a workspace.' })
  return unwrap(await addWorkspace(ctx.core, { principal, person }, input))
})
