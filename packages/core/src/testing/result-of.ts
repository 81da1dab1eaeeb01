import type { CoreError, Result } from '../result.ts'

/** The value of a use case that must not fail here. */
export function mustGive<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw new Error(`${result.error.code}: ${result.error.message} ${JSON.stringify(result.error.problems ?? '')}`)
}

/** The error of a use case that must not succeed here. */
export function mustRefuse(result: Result<unknown>): CoreError {
  if (!result.ok) return result.error
  throw new Error('expected an error')
}
