import { getReason } from '@patchbay/core/problems/get-reason'
import { z } from 'zod'
import { unwrap } from '../core-failure.ts'
import { procedure } from '../init.ts'
import { causeId, problemState } from './problem-state.ts'

const Input = z.object({ cause: causeId, state: problemState })

export const get = procedure
  .input(Input)
  .query(async ({ ctx, input }) => unwrap(await getReason(ctx.core, ctx.principal, input)))
