import type { CoreError, Result } from '@patchbay/core/result'
import { TRPCError } from '@trpc/server'

/** Carries a use case's error to the formatter. */
export class CoreFailure extends Error {
  readonly core: CoreError

  constructor(core: CoreError) {
    super(core.message)
    this.name = 'CoreFailure'
    this.core = core
  }
}

/** The value of a use case, or its error as tRPC's. */
export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw toTrpcError(result.error)
}

export function toTrpcError(error: CoreError): TRPCError {
  return new TRPCError({ code: TRPC_CODES[error.code], message: error.message, cause: new CoreFailure(error) })
}

const TRPC_CODES = {
  not_found: 'NOT_FOUND',
  forbidden: 'FORBIDDEN',
  unauthenticated: 'UNAUTHORIZED',
  invalid: 'UNPROCESSABLE_CONTENT',
  conflict: 'CONFLICT',
  // tRPC has no code for 410; `data.core.code` tells them apart.
  gone: 'NOT_FOUND',
  unavailable: 'SERVICE_UNAVAILABLE',
} as const satisfies Record<CoreError['code'], TRPCError['code']>
