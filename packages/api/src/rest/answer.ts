import { type CoreError, ok, type Result } from '@patchbay/core/result'
import type { Problem } from '@patchbay/flow/problem'
import type { z } from 'zod'

const STATUS = {
  not_found: 404,
  forbidden: 403,
  unauthenticated: 401,
  invalid: 422,
  conflict: 409,
  gone: 410,
  unavailable: 503,
} as const satisfies Record<CoreError['code'], number>

/** With what is refused before a use case is asked. */
const ALL_STATUS = { ...STATUS, invalid_header: 400, invalid_text: 400 } as const

export type ErrorStatus = (typeof ALL_STATUS)[keyof typeof ALL_STATUS]

type Failure = Omit<CoreError, 'code'> & { code: keyof typeof ALL_STATUS }

/** An error on its way out, mostly a use case's. */
export class ApiFailure extends Error {
  readonly status: ErrorStatus
  readonly body: { error: { code: string; message: string; problems?: Problem[]; current?: unknown } }

  constructor(error: Failure) {
    super(error.message)
    this.name = 'ApiFailure'
    this.status = ALL_STATUS[error.code]
    this.body = { error }
  }
}

/**
 * The value of a use case as its documented shape: what is not documented is left out, and dates become text. A value
 * that lacks something documented is a bug, and throws.
 */
export function answer<T extends z.ZodType>(schema: T, result: Result<unknown>): z.output<T> {
  if (!result.ok) throw new ApiFailure(result.error)
  return schema.parse(JSON.parse(JSON.stringify(result.value)))
}

/** A list is answered as an object, so that it can be given pages later. */
export const items = <T>(result: Result<T[]>): Result<{ items: T[] }> =>
  result.ok ? ok({ items: result.value }) : result

/** For use cases that only do something. */
export function done(result: Result<unknown>): { ok: true } {
  if (!result.ok) throw new ApiFailure(result.error)
  return { ok: true }
}
