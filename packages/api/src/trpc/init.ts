import type { CoreError } from '@patchbay/core/result'
import { unreadableText } from '@patchbay/core/unreadable-text'
import { initTRPC, TRPCError } from '@trpc/server'
import superjson from 'superjson'
import { ZodError } from 'zod'
import { problemsOf } from '../problems.ts'
import type { ApiContext } from './context.ts'
import { CoreFailure, toTrpcError } from './core-failure.ts'

const t = initTRPC.context<ApiContext>().create({
  transformer: superjson,
  errorFormatter: ({ shape, error }) => {
    const core = coreErrorOf(error)
    // An exception is a bug or an outage: its text is for the log, not for the browser.
    const message =
      core?.message ?? (shape.data.httpStatus >= 500 ? 'Something broke on our side. Try again.' : shape.message)
    const { stack: _stack, ...data } = shape.data
    return { ...shape, message, data: { ...data, core } }
  },
})

export const router = t.router

const readable = t.middleware(async ({ getRawInput, next }) => {
  const problems = unreadableText(await getRawInput())
  const [first] = problems
  if (first === undefined) return next()
  const { message } = first
  throw new TRPCError({ code: 'BAD_REQUEST', message, cause: new CoreFailure({ code: 'invalid', message, problems }) })
})

export const openProcedure = t.procedure.use(readable)

/** Needs a Principal; the use case authorises it for what it does. */
export const procedure = t.procedure
  .use(({ ctx, next }) => {
    if (ctx.principal === null) {
      throw toTrpcError({ code: 'unauthenticated', message: 'Sign in to go on.' })
    }
    return next({ ctx: { ...ctx, principal: ctx.principal } })
  })
  .use(readable)

/** Needs somebody who is signed in, with or without a workspace: what is about their account. */
export const personProcedure = t.procedure
  .use(({ ctx, next }) => {
    if (ctx.person === null) throw toTrpcError({ code: 'unauthenticated', message: 'Sign in to go on.' })
    return next({ ctx: { ...ctx, person: ctx.person } })
  })
  .use(readable)

function coreErrorOf(error: TRPCError): CoreError | null {
  if (error.cause instanceof CoreFailure) return error.cause.core
  if (error.cause instanceof ZodError) {
    return { code: 'invalid', message: 'The request does not fit.', problems: problemsOf(error.cause) }
  }
  return null
}
