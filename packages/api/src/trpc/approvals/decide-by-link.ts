import { decideByLink as decide } from '@patchbay/core/waits/decide-by-link'
import { unwrap } from '../core-failure.ts'
import { openProcedure } from '../init.ts'
import { Answer, Token } from './answer-schema.ts'

const Input = Answer.extend({ token: Token })

/** A mutation, so only a POST decides: mail programs that open links decide nothing. */
export const decideByLink = openProcedure
  .input(Input)
  .mutation(async ({ ctx, input }) => unwrap(await decide(ctx.core, ctx.person, input)))
