import type { Problem } from '@patchbay/flow/problem'

/**
 * What a use case answers. Errors that a caller can cause are values with a code; exceptions are bugs or outages.
 * `code` → HTTP: not_found 404, forbidden 403, unauthenticated 401, invalid 422, conflict 409, gone 410, unavailable 503.
 */
export type Result<T> = { ok: true; value: T } | { ok: false; error: CoreError }

export type CoreError = {
  code: 'not_found' | 'forbidden' | 'unauthenticated' | 'invalid' | 'conflict' | 'gone' | 'unavailable'
  /** What is wrong, where, and how to mend it. */
  message: string
  problems?: Problem[]
  /** A conflict's other side. */
  current?: unknown
}

export const ok = <T>(value: T): Result<T> => ({ ok: true, value })

export const fail = (
  code: CoreError['code'],
  message: string,
  more: Pick<CoreError, 'problems' | 'current'> = {},
): { ok: false; error: CoreError } => ({ ok: false, error: { code, message, ...more } })
